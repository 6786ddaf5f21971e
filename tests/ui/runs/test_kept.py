"""What was computed last is kept, and no more than has room."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from ui.runs.kept import Kept


def test_what_is_kept_is_not_made_again() -> None:
    kept = Kept[str, bytes](10, len)
    first = kept.get("a", lambda: bytes(4))
    assert kept.get("a", lambda: pytest.fail("it was there")) is first


def test_what_nobody_has_asked_for_longest_gives_way() -> None:
    kept, made = Kept[str, bytes](10, len), list[str]()

    def ask(name: str, size: int = 4) -> None:
        kept.get(name, lambda: made.append(name) or bytes(size))  # type: ignore[func-returns-value]

    for name in "abac":  # b goes
        ask(name)
    for name in "acb":
        ask(name)
    assert made == ["a", "b", "c", "b"]
    ask("large", 11)  # nothing that is kept, but it is given
    ask("large", 11)
    ask("d")
    ask("d")
    assert made[4:] == ["large", "large", "d"]


def test_a_problem_is_told_and_not_kept() -> None:
    kept = Kept[str, bytes](10, len)

    def refuse() -> bytes:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get("a", refuse)
    assert kept.get("a", lambda: b"yes") == b"yes"


def test_who_ask_at_once_get_the_same() -> None:
    kept, both = Kept[str, bytes](10, len), Barrier(2)

    def make() -> bytes:
        both.wait(10)
        return bytes([1] * 6)

    with ThreadPoolExecutor(2) as threads:
        one, other = threads.map(lambda _: kept.get("a", make), range(2))
    assert one is other
    kept.get("b", lambda: bytes(4))
    assert kept.get("a", lambda: pytest.fail("it was counted twice")) is one
