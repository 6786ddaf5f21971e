"""The family of cells: what each one added, and what that buys; any two side by side."""

from ui.lessons.cells.desk import at_the_desk
from ui.lessons.cells.hall import in_the_hall
from ui.lessons.cells.run import no_such_variant, without_unknown_variant
from ui.lessons.cells.scenes import SCRIPT
from ui.lessons.cells.settings import CellsSettings
from ui.settings.page import open_page
from ui.teaching.presenter import agree_with_frame

page = open_page("cells", CellsSettings)
SCRIPT.open(page)
if (known := without_unknown_variant(page.settings)) != page.settings:
    page.mean(known, no_such_variant(page.settings))
agree_with_frame(page.settings.present)
if page.settings.present:
    in_the_hall(page)
else:
    at_the_desk(page, __file__)
