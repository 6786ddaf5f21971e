"""The button by which a person takes away what is on screen: one HTML file that opens without a server."""

import dataclasses

import streamlit as st

from engine import __version__
from ui.mount import mounted
from ui.settings.page import Shown
from ui.settings.parameters import IsDataclass, without_place, write
from ui.standalone.document import About, document
from ui.standalone.parts import Fetch, parts_of
from ui.standalone.prose import as_html
from ui.standalone.words import unanswered, unopened
from ui.words import language, t


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
    notes, made_by = (t("Unrolled {version}", version=__version__), settings_note(shown.settings)), t("Made by:")
    problem, nobody_answers = unopened(), unanswered()

    def made() -> bytes:
        parts, needs = parts_of(standing.values(), fetch, nobody_answers)
        about = About(title, as_html(shown.words, link()), notes, problem, link(), made_by, code)
        return document(parts, about, needs)

    st.download_button(
        t("Save as one HTML file"), made, f"{name}.html", "text/html", icon=":material/save:", on_click="ignore"
    )


def settings_note(settings: IsDataclass) -> str:
    """Every setting that is not the usual one, and all seeds, named as in the address."""
    picture = without_place(settings)
    seeds = {
        field.name: str(getattr(picture, field.name)) for field in dataclasses.fields(picture) if "seed" in field.name
    }
    said = ", ".join(f"{name}={is_}" for name, is_ in (seeds | write(picture)).items())
    return t("Settings: {settings}", settings=said or t("the usual ones"))
