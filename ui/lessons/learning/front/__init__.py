"""The front of learning: how far back the gradient reaches, update by update, and the network inside at each."""

from ui.lessons.learning.front.component import Aside, Headline, Run, Spot, front

__all__ = ["Aside", "Headline", "Run", "Spot", "front"]
