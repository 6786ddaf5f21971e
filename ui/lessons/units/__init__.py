"""What units know: one that tracks a property of a text, and what becomes of the writing when it is held."""
