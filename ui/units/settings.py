"""Where the picture of units stands, as a link says it: the settings of every page that shows it have these, too."""

from dataclasses import dataclass

from ui.settings.parameters import Choice, Number, Whole, Words, parameter
from ui.units.content import Spot


@dataclass(frozen=True, slots=True)
class SpotSettings:
    """What a hand changes in the picture beside the letter and the unit; as of `Spot`."""

    state: str = parameter("cell", Choice(("cell", "hidden")), place=True)
    held: str = parameter("", Words(1000), place=True)  # unit:value,… or free; else the page chooses
    temperature: float = parameter(0.7, Number(0, 2), place=True)
    luck: int = parameter(0, Whole(0, 9999), place=True)
    painted: str = parameter("", Words(2000), place=True)  # from-to, letters counted from 0, with points between
    span: int = parameter(3, Whole(1, 200), place=True)  # letters for which a unit is on, to be found
    threshold: float = parameter(0.5, Number(-100, 100), place=True)

    def spot(self, t: int, unit: int, usual: str) -> Spot:
        """Where to stand: at a letter and a unit, from 1; `usual` is held where nobody has said what."""
        return Spot(
            t=t,
            unit=unit,
            state=self.state,
            held=self.held or usual,
            temperature=self.temperature,
            luck=self.luck,
            painted=self.painted,
            span=self.span,
            threshold=self.threshold,
        )
