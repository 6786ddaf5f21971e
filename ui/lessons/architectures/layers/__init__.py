"""Layers: the same symbols through one, two or three, and how long a changed one is felt in each."""
