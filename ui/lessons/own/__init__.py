"""A model of somebody's own: its file, what its weights say, and its layers stepped through."""
