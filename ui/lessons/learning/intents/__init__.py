"""What a question shows beside the picture: the answer after every word, and what each word has done to the end."""

from ui.lessons.learning.intents.panels import MODULE, intents_panel

__all__ = ["MODULE", "intents_panel"]
