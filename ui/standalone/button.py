"""The button by which a person takes away what is on screen: one HTML file that opens without a server."""

import dataclasses
import gzip
from collections.abc import Iterable

import streamlit as st

from engine import __version__
from ui.mount import is_more_around, mounted
from ui.settings.page import Shown
from ui.settings.parameters import IsDataclass, without_place, write
from ui.standalone.document import About, document
from ui.standalone.parts import Fetch, parts_of
from ui.standalone.prose import as_html
from ui.standalone.words import unanswered, unopened
from ui.words import language, t

LARGE = 2_500_000  # bytes: what is more is said before it is saved
WITHOUT_NUMBERS = 700_000  # what a file has beside them, most of it plotly.js and our modules
SAMPLES, SAMPLE = 12, 2**13
AS_LETTERS = 4 / 3  # bytes in a file for one that is packed


def save_as_file(shown: Shown[IsDataclass], *, title: str, name: str, fetch: Fetch) -> None:
    """Offer the picture as it stands: what is mounted on the page, step, unit and what is held included.

    Args:
        shown: what the page shows, and the link to it.
        title: of the file's page.
        name: of the file, without its ending.
        fetch: what the server would answer later, by its address.
    """
    # The file is made when somebody asks for it, which may be after this run, and not in its session: what it needs of
    # that is taken along, and what stands on the page is kept up there.
    standing, link, code = mounted(), shown.link, language()
    made_by = t("Made by:")
    notes: tuple[str, ...] = (t("Unrolled {version}", version=__version__), settings_note(shown.settings))
    if is_more_around():
        notes += (t("Charts and choices around the picture are not in this file; the page that made it has them."),)
    problem, nobody_answers = unopened(), unanswered()

    def made() -> bytes:
        parts, needs = parts_of(standing.values(), fetch, nobody_answers)
        about = About(title, as_html(shown.words, link()), notes, problem, link(), made_by, code)
        return document(parts, about, needs)

    label = t("Save as one HTML file") + said_size(one.data for one in standing.values())
    st.download_button(label, made, f"{name}.html", "text/html", icon=":material/save:", on_click="ignore")


def said_size(contents: Iterable[object]) -> str:
    """What is said of the size of a large file before it is saved; nothing of any other."""
    blocks = [content for content in contents if isinstance(content, bytes)]
    at_most = WITHOUT_NUMBERS + sum(map(len, blocks)) * AS_LETTERS
    if at_most <= LARGE or (size := about_size(blocks)) <= LARGE:  # of most no sample need be packed, in every run
        return ""
    return t(", about {size} MB", size=f"{size / 1e6:.0f}" if size > 1e7 else f"{size / 1e6:.1f}")


def about_size(blocks: Iterable[bytes]) -> float:
    """How many bytes a file will have: from a sample of its numbers, because packing them takes its time."""
    size = float(WITHOUT_NUMBERS)
    for block in blocks:
        sample = b"".join(block[start : start + SAMPLE] for start in range(0, len(block), len(block) // SAMPLES + 1))
        size += len(block) * len(gzip.compress(sample, 1)) / max(len(sample), 1) * AS_LETTERS
    return size


def settings_note(settings: IsDataclass) -> str:
    """Every setting that is not the usual one, and all seeds, named as in the address."""
    picture = without_place(settings)
    seeds = {
        field.name: str(getattr(picture, field.name)) for field in dataclasses.fields(picture) if "seed" in field.name
    }
    said = ", ".join(f"{name}={is_}" for name, is_ in (seeds | write(picture)).items())
    return t("Settings: {settings}", settings=said or t("the usual ones"))
