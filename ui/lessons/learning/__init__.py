"""The lesson in which a network learns before one's eyes."""
