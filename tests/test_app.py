"""The door: who may show the app in a frame."""

import pytest

from app import frame_ancestors


@pytest.mark.parametrize(
    ("origins", "policy"),
    [
        ("", "'self'"),
        ("https://moodle.example.org", "'self' https://moodle.example.org"),
        ("https://*.example.org, http://localhost:8000", "'self' https://*.example.org http://localhost:8000"),
        ("file:", "'self' file:"),
    ],
)
def test_the_app_is_framed_by_itself_and_by_who_is_named(origins: str, policy: str) -> None:
    assert frame_ancestors(origins) == policy


@pytest.mark.parametrize(
    "origins", ["*", "https:", "'none'", "https://a.org;script-src", "https://a.org/path", "https://a b;c", "data:"]
)
def test_what_is_no_origin_is_refused(origins: str) -> None:
    with pytest.raises(ValueError, match="UNROLLED_FRAME_ANCESTORS names origins"):
        frame_ancestors(origins)
