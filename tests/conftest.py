"""Property-based tests try few examples, always the same ones, and none is too slow."""

from hypothesis import settings

settings.register_profile("house", max_examples=12, deadline=None, derandomize=True)
settings.load_profile("house")
