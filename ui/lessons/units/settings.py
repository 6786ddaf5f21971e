"""Everything that a link to the lesson on units says."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from ui.settings.parameters import Choice, Flag, Whole, Words, parameter
from ui.units.settings import SpotSettings

KNOWN = ("quotes", "praise", "depth", "word", "line", "next", "painted")  # what a unit might know
CORPORA = ("quotes", "reviews", "brackets")
CORPUS_OF: Mapping[str, str] = MappingProxyType({"quotes": "quotes", "praise": "reviews", "depth": "brackets"})
CLASSES = ("vowel", "consonant", "space", "mark")  # of the next letter
SCENES = ("marks", "verdict", "guillemets", "depth", "place")  # in the order of the lecture
LONGEST = 5000  # letters of one's own that are read at once
MOST_UNITS = 512  # that a network may have


@dataclass(frozen=True, slots=True)
class UnitsSettings(SpotSettings):
    """Everything a link to the page says. Units and letters count from 1; 0 leaves the choice to the page."""

    scene: str = parameter("", Choice(("", *SCENES)))
    present: bool = parameter(False, Flag())
    predict: bool = parameter(True, Flag())
    cover: bool = parameter(True, Flag())
    # what is asked, and of which network
    know: str = parameter("quotes", Choice(KNOWN))
    after: str = parameter("vowel", Choice(CLASSES))  # the class of the next letter
    corpus: str = parameter("quotes", Choice(CORPORA))  # where the question fits any
    tongue: str = parameter("en", Choice(("en", "ru")))
    network: int = parameter(1, Whole(1, 2))  # which of the two that were trained alike
    text: str = parameter("", Words(LONGEST))  # one's own; nothing: text that was kept from training
    # the place
    unit: int = parameter(0, Whole(0, MOST_UNITS), place=True)
    t: int = parameter(0, Whole(0, 50_000), place=True)

    @property
    def reads(self) -> str:
        """The corpus of the network that is asked."""
        return CORPUS_OF.get(self.know, self.corpus)

    @property
    def writer(self) -> str:
        """The name of the network that is asked."""
        tongue = "" if self.reads == "brackets" else f"_{self.tongue}"
        return f"{self.reads}{tongue}_{self.network - 1}"

    @property
    def property(self) -> str:
        """What a unit might know, by its name in the engine."""
        return f"next_{self.after}" if self.know == "next" else self.know
