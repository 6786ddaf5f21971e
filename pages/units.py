"""What units know: which unit tracks a property of a text, and whether the network uses it."""

from ui.lessons.units.desk import at_the_desk
from ui.lessons.units.hall import in_the_hall
from ui.lessons.units.scenes import SCRIPT
from ui.lessons.units.settings import UnitsSettings
from ui.settings.page import open_page
from ui.teaching.presenter import agree_with_frame

page = open_page("units", UnitsSettings)
SCRIPT.open(page)
agree_with_frame(page.settings.present)
if page.settings.present:
    in_the_hall(page)
else:
    at_the_desk(page, __file__)
