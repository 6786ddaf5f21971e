"""Sequences and networks that several lessons build."""
