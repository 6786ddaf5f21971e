"""Figures of the comparison alone."""
