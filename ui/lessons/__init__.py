"""The lessons, a room each, and their registry.

The frame, the doors on the start page and the way to the next lesson all come from `LESSONS`: a lesson is added by its
page, its folder here, and one entry in this list. Lessons never import lessons.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson as the house knows it; words are in English, to be said with `t()`.

    Attributes:
        page: its script, as seen from the frame.
        url: its path.
        title: in the navigation, a word or two: nine of them stand side by side.
        name: on its door.
        door: what waits behind it, two or three lines.
        section: the part of the course that it belongs to.
    """

    page: str
    url: str
    title: str
    name: str
    door: str
    section: str


INSIDE, LEARNING, TOGETHER, YOURS = "Inside a cell", "Learning", "Together", "Yours"

LESSONS = (
    Lesson(
        page="../pages/step_through.py",
        url="step",
        title="Step through",
        name="Step through a cell",
        door="An RNN, an LSTM or a GRU on a task it has learned, or on your own text or numbers: every gate, state and "
        "gradient, the equations with this step's numbers, and the sums behind them.",
        section=INSIDE,
    ),
    Lesson(
        page="../pages/vanishing_gradients.py",
        url="gradients",
        title="Gradients",
        name="Why gradients vanish",
        door="The true gradient through time for all cells at once: why it shrinks or explodes, what each remedy does, "
        "questions to predict first, and a view for the lecture hall.",
        section=LEARNING,
    ),
    Lesson(
        page="../pages/learning.py",
        url="learn",
        title="Learning",
        name="Watch it learn",
        door="A network at every update of its training: how far back its error reaches, what its gates do, when its "
        "answers turn right. Tasks, or a text of your own, trained before your eyes.",
        section=LEARNING,
    ),
    Lesson(
        page="../pages/compare_cells.py",
        url="compare",
        title="Compare",
        name="Compare cells",
        door="LSTM, GRU and RNN in a race: who still knows the first symbol when it is asked for, which learns a "
        "long gap, which gates correspond, and what each costs.",
        section=TOGETHER,
    ),
    Lesson(
        page="../pages/architectures.py",
        url="architectures",
        title="Architectures",
        name="How cells are put together",
        door="Shapes of input and output, both directions, layers, encoder and decoder with attention, filters: each a "
        "trained network, unrolled, with every arrow that is computed and none that is not.",
        section=TOGETHER,
    ),
    Lesson(
        page="../pages/cells.py",
        url="cells",
        title="Cells",
        name="The family of cells",
        door="From the first recurrent network to those of today: what each cell added and took away, any "
        "two side by side, and what each one learned.",
        section=INSIDE,
    ),
    Lesson(
        page="../pages/units.py",
        url="units",
        title="Units",
        name="What units know",
        door="A network that only guesses the next letter, and one of its units that knows more: find it, see what "
        "it tracks, hold it still and let the network write.",
        section=INSIDE,
    ),
    Lesson(
        page="../pages/own_model.py",
        url="own",
        title="Yours",
        name="A model of your own",
        door="Drop a file of weights, from PyTorch, Keras or as safetensors: its recurrent layers, what their weights "
        "say, and every gate, state and gradient on your own data.",
        section=YOURS,
    ),
)


def beside(url: str) -> tuple[Lesson | None, Lesson | None]:
    """The lessons before and after the one at a path; None at either end."""
    at = next(index for index, lesson in enumerate(LESSONS) if lesson.url == url)
    return (LESSONS[at - 1] if at else None), (LESSONS[at + 1] if at + 1 < len(LESSONS) else None)
