"""Why gradients vanish, explode, and can be rescued."""
