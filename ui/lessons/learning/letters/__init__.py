"""What the letters of a text show beside the picture: next letters, and what the network writes on its own."""

from ui.lessons.learning.letters.panels import letters_panel

__all__ = ["letters_panel"]
