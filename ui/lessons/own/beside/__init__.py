"""A run beside that of another network of the same shape: what has training changed?"""
