"""Which Streamlit is known from the inside: what mends it there has been read, and tested, with this one alone."""

from importlib.metadata import version

READ_IN = "1.67.0"


def check(who: str) -> None:
    """Raises RuntimeError with another Streamlit; `who` is the file that knows the inside of this one."""
    if version("streamlit") != READ_IN:
        raise RuntimeError(f"{who} knows the inside of Streamlit {READ_IN}: read it again, and its test")
