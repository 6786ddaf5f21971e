"""What a series shows beside the picture: forecasts one step and many steps ahead, and how far they are off."""

from ui.lessons.learning.series.panels import MODULE, series_panel

__all__ = ["MODULE", "series_panel"]
