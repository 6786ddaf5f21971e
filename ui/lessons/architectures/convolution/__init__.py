"""Convolution along a sequence: filters that slide, what each finds where, and how far one window reaches."""
