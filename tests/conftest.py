"""Property-based tests try few examples, always the same ones, and none is too slow; garbage is not sought in vain."""

import gc
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("house", max_examples=12, deadline=None, derandomize=True)
settings.load_profile("house")

# Importing everything and collecting thousands of tests makes millions of objects, none of which is garbage.
gc.disable()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    yield
    gc.enable()
    gc.freeze()  # and from now on no collection walks through them again
    gc.set_threshold(20_000, 20, 20)
