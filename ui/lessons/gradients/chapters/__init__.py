"""What one can look at more closely below the picture: one module a chapter."""
