"""The family of recurrent cells."""
