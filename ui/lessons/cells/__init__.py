"""The lesson on the family of recurrent cells: what each one added, and what that buys."""
