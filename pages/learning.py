"""Watch it learn: a network at every update, and at every step of time."""

from ui.lessons.learning.desk import at_the_desk
from ui.lessons.learning.hall import in_the_hall
from ui.lessons.learning.scenes import SCRIPT
from ui.lessons.learning.settings import LearningSettings
from ui.settings.page import open_page
from ui.teaching.presenter import agree_with_frame

page = open_page("learning", LearningSettings)
SCRIPT.open(page)
agree_with_frame(page.settings.present)
if page.settings.present:
    in_the_hall(page)
else:
    at_the_desk(page, __file__)
