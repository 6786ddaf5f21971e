"""Figures of the gradient lesson alone."""
