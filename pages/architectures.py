"""Architectures: how cells are put together, and what reaches what in each."""

from ui.lessons.architectures.desk import at_the_desk
from ui.lessons.architectures.hall import in_the_hall
from ui.lessons.architectures.scenes import SCRIPT
from ui.lessons.architectures.settings import ArchitecturesSettings
from ui.settings.page import open_page
from ui.teaching.presenter import agree_with_frame

page = open_page("architectures", ArchitecturesSettings)
SCRIPT.open(page)
agree_with_frame(page.settings.present)
if page.settings.present:
    in_the_hall(page)
else:
    at_the_desk(page, __file__)
