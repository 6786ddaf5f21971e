"""Tasks, training, and the trained networks that ship."""
