"""The picture of a lesson as one file, and what its components would later ask the server for."""

import gzip
from urllib.parse import unquote

from ui.lessons import Lesson
from ui.lessons.step import stages
from ui.lessons.units.weights import weights as writer_weights
from ui.mount import mounted
from ui.runs.learning import recorded
from ui.runs.learning.rows import line
from ui.runs.learning.workshop import workshop
from ui.settings.page import shown_here
from ui.standalone.button import save_as_file
from ui.words import t


def offer_file(lesson: Lesson) -> None:
    """Offer what the lesson shows, if it stands without a server."""
    is_drawn = any(one.component.html and one.data is not None for one in mounted().values())
    if is_drawn and (shown := shown_here()) and not shown.covered:
        save_as_file(shown, title=shown.title or t(lesson.name), name=f"unrolled-{lesson.url}", fetch=fetched)


def fetched(address: str) -> bytes | None:
    """What the server answers under one of its addresses; None where that is no answer for a file."""
    try:
        match [unquote(part) for part in address.partition("?")[0].split("/")]:
            case ["", "training", kind, name, _]:
                return stages.weights(kind, name)
            case ["", "units", name, _]:
                return writer_weights(name)
            case ["", "learning", job, "rows"]:
                return _rows(job)
    except KeyError:  # there is no such network, or none any more
        pass
    return None


def _rows(job: str) -> bytes | None:
    """All that there is to tell of a job by now. Raises KeyError: nothing is recorded under this name."""
    if (name := job.removeprefix("recorded-")) != job:
        return gzip.decompress(recorded.told(name).gzipped)
    learns = workshop().find(job)
    if learns is None:
        return None
    lines, are_all = learns.lines.since(0)
    return b"".join([*lines] if are_all else [*lines, line({"state": "stopped"})])  # in a file nothing goes on
