"""A picture that stands by itself: one HTML file with all it needs, or a cell of a notebook."""
