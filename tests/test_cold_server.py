"""A class and a cold server: everybody opens a lesson the moment a fresh server listens, or asks from an old one."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.request import urlopen

import pytest

from tests.clients import Run, Session
from tests.serving import PATIENCE_S, ROOT, serving
from ui.lessons import LESSONS

CLASS = 20
# What a page that was open before the server was started again asks for, without a session.
OLD_PAGES = ("/training/lstm/latch/0", "/units/quotes_en_0/0", "/learning/recorded-gates/rows")


@pytest.mark.parametrize(
    "paths", [["/compare"], ["/", *(f"/{lesson.url}" for lesson in LESSONS)]], ids=["one lesson", "all pages"]
)
def test_a_class_finds_every_page_whole(paths: list[str]) -> None:
    with serving() as server:
        server.until_it_listens()

        def visitor(number: int) -> Run:
            with Session(server.address) as session:
                return session.open(paths[number % len(paths)])

        def asks(path: str) -> int:
            with urlopen(server.address + path, timeout=PATIENCE_S) as answer:
                return int(answer.status)

        with ThreadPoolExecutor(CLASS + len(OLD_PAGES)) as visitors:
            answers = visitors.map(asks, OLD_PAGES)
            runs = list(visitors.map(visitor, range(CLASS)))
        assert list(answers) == [200] * len(OLD_PAGES)
        with Session(server.address) as session:
            assert session.open("/nowhere").problems  # a visitor does notice what is wrong
    assert [run.problems for run in runs] == [()] * CLASS
    assert all("bidi_component" in run.elements for run in runs)


EVERY_PAGE = """
import pathlib
import sys

import ui.everything
from tests.pages.opening import open_page
from ui.lessons import LESSONS

assert not open_page("start", {}).exception
assert "torch" not in sys.modules, "the first picture waits for torch"

import torch  # as the server does, meanwhile

def packages():
    return {name.partition(".")[0] for name in sys.modules}

known = packages()
for page in ("start", *(pathlib.Path(lesson.page).stem for lesson in LESSONS)):
    assert not open_page(page, {}).exception
print(sorted(packages() - known))
"""


def test_no_session_is_the_first_to_import_a_package() -> None:
    run = subprocess.run([sys.executable, "-c", EVERY_PAGE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "[]"
