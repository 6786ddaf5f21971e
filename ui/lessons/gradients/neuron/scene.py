"""The scene with one neuron on the page."""

from ui.lessons.gradients.neuron.component import Ways, one_neuron
from ui.lessons.gradients.scenes import SCRIPT, scenes
from ui.lessons.gradients.settings import NUMBER, SCENES, GradientSettings
from ui.settings.page import Page


def scene_of_neuron(page: Page[GradientSettings], *, covered: bool) -> None:
    """Place it; what a hand changes is kept in the page's settings, and the way on leads to the next scene."""
    titles = {scene.name: scene.title for scene in scenes()}
    at = SCENES.index(NUMBER)
    ways = Ways(at + 1, len(SCENES), titles[NUMBER], titles[SCENES[at + 1]])
    one_neuron(
        lambda: page.settings,
        ways,
        covered=covered,
        on_rest=lambda neuron: page.note_place(**neuron),
        on_go=lambda by: SCRIPT.go(page, SCRIPT.beside(page.settings, by)),
    )
