"""The browser's words of the presenter view, in the session's language."""

from ui.words import t

SERVE = "make run ADDRESS=0.0.0.0"  # serves the room; the Makefile knows it


def hall_phrases() -> dict[str, str]:
    """What bar, board and panels say; `{…}` is filled in the browser."""
    return {
        "count": t("{at} / {of}"),
        "previous": t("Previous scene"),
        "next": t("next"),
        "reveal": t("reveal"),
        "on": t("on"),
        "full": t("full screen"),
        "blank": t("blank"),
        "spot": t("spotlight"),
        "phones": t("phones"),
        "notes": t("notes"),
        "leave": t("leave"),
        "keys": t("Presenter view"),
        "scenes": t("Scenes"),
        "options": t("Your prediction"),
        "keys_choose": t("keys 1–{count}"),
        "answer": t("Answer: {letter} · {option}"),
        "picked": t("chosen here: {letter}"),
        "phone": t("this scene\non your phone"),
        "press_q": t("Q: this scene\non phones"),
        "loopback": t(
            "Only this machine can open {host}: stop the server, start it again with “{command}”, and open "
            "http://<this machine's name>:{port} here; then a code for every phone in the room stands in the corner."
        ).replace("{command}", SERVE),
        "refused": t("The browser has not let the window with the notes open. Here is the way to it:"),
        "open_notes": t("Speaker notes"),
        "end": t("The end"),
        "end_hint": t("PageDown or Space leaves the presenter view, PageUp goes back."),
    }
