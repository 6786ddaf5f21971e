"""A picture in one file: whatever it contains, it is one document with one script, and asks for nothing."""

import base64
import gzip
import hashlib
import json
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import engine
from ui import assets
from ui.look import theme
from ui.standalone.document import About, Part, document
from ui.standalone.modules import DEFAULT, EXPORTED, imports_of, in_order
from ui.standalone.prose import as_html

ROOT = Path(__file__).parents[3]
ENTRIES = sorted(path.relative_to(ROOT / "ui").as_posix() for path in (ROOT / "ui").rglob("*.js"))
HOSTILE = [
    "</script><script>alert(1)</script>",
    "]]>",
    "<!--<script>",
    "\u2028\u2029",
    "\0",
    "\ud800",
    '"><img src=x onerror=alert(1)>',
    "${alert(1)} `",
    "</title></style></main>",
]


class Read(HTMLParser):
    """Every element of a document, the text in it, and its comments."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.comments: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.elements[-1][0] if self.elements else "", []).append(data)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)


def read(page: bytes) -> Read:
    found = Read()
    found.feed(page.decode())
    return found


def contained(page: bytes, name: str) -> bytes:
    packed = re.search(rf'id="contained-{name}">([A-Za-z0-9+/=]*)</script>'.encode(), page)
    assert packed
    return gzip.decompress(base64.b64decode(packed[1]))


def data_of(page: bytes) -> tuple[dict[str, Any], bytes]:
    packed = contained(page, "data")
    end = 4 + int.from_bytes(packed[:4], "little")
    found: dict[str, Any] = json.loads(packed[4:end])
    return found, packed[end:]


def a_file(word: str = "words", **about: Any) -> bytes:
    parts = [
        Part("stepper/browser/stepper.js", word.encode("utf-8", "replace"), '<div class="unrolled-stepper"></div>'),
        Part("stepper/browser/reporter.js", {word: [word, 1, None]}),
    ]
    said = {"title": word, "words": as_html(word), "notes": (word,), "problem": word, "link": f"http://here/?{word}"}
    return document(parts, About(**said | about), {"/numbers": b"\1\2\3", word: "stepper/cells/lstm/live.js"})


@pytest.mark.parametrize("word", HOSTILE)
def test_what_people_typed_stays_what_they_typed(word: str) -> None:
    page, harmless = read(a_file(word)), read(a_file())
    assert [tag for tag, _ in page.elements if tag != "br"] == [tag for tag, _ in harmless.elements]
    assert page.comments == []
    for tag, given in page.elements:
        assert not [name for name in given if name.startswith("on")], tag
    data, blocks = data_of(a_file(word))
    assert data["parts"][1]["data"] == {word: [word, 1, None]}
    assert data["brings"][word] == "stepper/cells/lstm/live.js"
    start, size = data["brings"]["/numbers"]
    assert blocks[start : start + size] == b"\1\2\3"
    start, size = data["parts"][0]["at"]
    assert blocks[start : start + size] == word.encode("utf-8", "replace")


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "", "//evil", "file:///etc/passwd"])
def test_a_link_leads_to_a_page_or_is_none(link: str) -> None:
    assert "a" not in [tag for tag, _ in read(a_file(link=link)).elements]
    assert data_of(a_file(link=link))[0]["link"] == ""


def test_the_policy_allows_the_one_script_that_is_there_and_no_request() -> None:
    page = read(a_file())
    (policy,) = [given["content"] or "" for tag, given in page.elements if given.get("http-equiv")]
    allowed = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert allowed["default-src"] == "'none'"
    assert not {"connect-src", "frame-src", "worker-src", "object-src"} & set(allowed)
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    scripts = [given for tag, given in page.elements if tag == "script"]
    assert [given["type"] for given in scripts] == ["application/gzip", "application/gzip", "module"]
    assert not [given for _, given in page.elements if "src" in given]
    assert [given["href"] for _, given in page.elements if "href" in given] == ["http://here/?words"]


def test_it_contains_plotly_where_somebody_asks_for_it() -> None:
    part = Part("stepper/browser/stepper.js", {})
    about = About("", "", (), "")
    with_plotly = document([part], about, {assets.plotly_url(): assets.plotly_url()})
    assert contained(with_plotly, "plotly") == assets.read(assets.plotly_url()).body
    digest = base64.b64encode(hashlib.sha256(contained(with_plotly, "plotly")).digest())
    assert b"'sha256-" + digest + b"'" in with_plotly, "the policy lets it run"
    assert len(with_plotly) < 750_000
    assert len(document([part], about, {})) < 250_000


@pytest.mark.parametrize("entry", ENTRIES)
def test_every_module_comes_after_what_it_imports_and_has_all_of_it(entry: str) -> None:
    order = in_order([entry])
    assert order[-1] == entry
    for number, path in enumerate(order):
        assert set(imports_of(path).values()) <= set(order[:number])
        code = "\n".join(line for line in assets.source(path).splitlines() if not re.match(r"\s*(\*|//|/\*)", line))
        written = set(re.findall(r'\bfrom "([^"]+)"|^import "([^"]+)"', code, re.M))
        assert {one or other for one, other in written} == set(imports_of(path)), path
        # What is imported while it runs is asked for where a file may have it.
        assert re.findall(r"\bimport\((?!located\()", code) == [], path
        # In one script it exports by names that nothing of its own has.
        understood = EXPORTED.findall(code) + DEFAULT.findall(code)
        assert len(understood) == len(re.findall(r"^\s*export\b", code, re.M)), path
        assert re.findall(r"\$(?:modules|default|later)\b", code) == [], path


def test_modules_that_import_each_other_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {"a.js": 'import { b } from "./b.js"', "b.js": 'import { a } from "./a.js"'}
    monkeypatch.setattr(assets, "source", sources.__getitem__)
    with pytest.raises(ValueError, match=r"a\.js → b\.js → a\.js"):
        in_order(["a.js"])


def test_the_theme_is_streamlit_s() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    assert (config["font"], config["headingFont"], config["baseFontSize"]) == (theme.FONT, theme.FONT, theme.SIZE)
    for scheme, ours in (("light", theme.LIGHT), ("dark", theme.DARK)):
        named = {re.sub(r"[A-Z]", lambda big: "-" + big[0].lower(), name): is_ for name, is_ in config[scheme].items()}
        assert {name: named.get(name, is_) for name, is_ in ours.items()} == ours
        assert set(ours) - set(named) == {"red-color"}
    asked = set()
    for path in (ROOT / "ui").rglob("*"):
        if path.suffix in (".css", ".js"):
            asked |= set(re.findall(r"--st-([a-z-]+)", path.read_text("utf-8")))
    given = set(re.findall(r"--st-([a-z-]+):", theme.style_sheet()))
    assert asked <= given


def test_the_version_is_the_project_s() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == engine.__version__


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("A **bold** word", "<p>A <strong>bold</strong> word</p>\n"),
        ("<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>\n"),
        ("![x](http://evil/x.png)", '<p>!<a href="http://evil/x.png" rel="noreferrer">x</a></p>\n'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](/gradients?scene=a)", '<p><a href="http://here/gradients?scene=a" rel="noreferrer">x</a></p>\n'),
        (":material/bolt: quick :gray-badge[12 %]", "<p>quick 12 %</p>\n"),
    ],
)
def test_words_are_written_as_a_page_shows_them(markdown: str, html: str) -> None:
    assert as_html(markdown, "http://here/step?t=3") == html


def test_a_link_of_the_app_is_only_words_where_there_is_no_app() -> None:
    assert as_html("go [*on*](/step) now") == "<p>go <em>on</em> now</p>\n"
