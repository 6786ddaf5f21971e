"""The command `unrolled`: serves the app from wherever it is installed, with its own settings and theme."""

import os
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path


def main() -> None:
    """Serve the app; what is typed behind the command goes to `streamlit run`."""
    from streamlit.web import cli

    os.chdir(settings())
    sys.argv = ["streamlit", "run", str(script()), *sys.argv[1:]]
    cli.main()


def script() -> Path:
    """The door, which is beside the packages."""
    found = find_spec("app")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin)


def settings() -> Path:
    """The folder with Streamlit's settings: beside the door in a checkout, else where the installer puts them."""
    here = script().parent
    return here if (here / ".streamlit").is_dir() else Path(sysconfig.get_path("data")) / "share" / "unrolled"


if __name__ == "__main__":
    main()
