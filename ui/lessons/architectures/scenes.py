"""The scenes of all views, in the order of the lecture."""

from ui.lessons.architectures.settings import SCENES, ArchitecturesSettings
from ui.lessons.architectures.views import VIEWS
from ui.teaching.scenes import Scene, Script

_CHANGES = {name: {"view": view.name, **changes} for view in VIEWS.values() for name, changes in view.scenes.items()}
SCRIPT = Script(
    ArchitecturesSettings(), {name: _CHANGES[name] for name in SCENES}, free=("t", "box", "apart", "reader")
)


def scenes() -> tuple[Scene, ...]:
    """All scenes in the session's language, in the order of the lecture."""
    told = {scene.name: scene for view in VIEWS.values() for scene in view.told()}
    return tuple(told[name] for name in SCENES)


def scenes_of(view: str) -> tuple[Scene, ...]:
    """Those of one view."""
    return tuple(scene for scene in scenes() if scene.name in VIEWS[view].scenes)
