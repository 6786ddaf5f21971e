import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from ui.stepper.values import Values, unpack

ANY_ARRAY = arrays_of.arrays(np.float64, arrays_of.array_shapes(min_dims=1, max_dims=2, max_side=5))


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), ANY_ARRAY, min_size=1), min_size=1, max_size=3))
def test_every_number_comes_out_as_it_went_in(contents: list[dict[str, np.ndarray]]) -> None:
    values = Values()
    entries = [values.add(arrays) for arrays in contents]
    packed = values.packed()
    for one, before in zip(entries, contents, strict=True):
        after = unpack(one, packed)
        assert list(after) == list(before)
        for name, array in before.items():
            assert one[name]["offset"] % 8 == 0
            np.testing.assert_array_equal(after[name], array)  # NaN and infinity included


@given(ANY_ARRAY)
def test_what_is_painted_keeps_seven_digits_whatever_its_size(array: np.ndarray) -> None:
    values = Values()
    entry = values.add({"z": array}, painted=True)
    np.testing.assert_allclose(unpack(entry, values.packed())["z"], array, rtol=1e-6)


def test_single_precision_is_for_what_fits_into_it() -> None:
    values = Values()
    arrays = {"small": np.array([0.5, np.nan]), "large": np.array([2.4e55]), "tiny": np.array([1e-200])}
    entries = values.add(arrays, painted=True)
    assert {name: entry["type"] for name, entry in entries.items()} == {"small": "f4", "large": "f8", "tiny": "f8"}


def test_transposed_arrays_are_packed_row_by_row() -> None:
    across = np.arange(6.0).reshape(2, 3).T
    values = Values()
    entries = values.add({"a": across})
    np.testing.assert_array_equal(unpack(entries, values.packed())["a"], across)
