"""The unrolled graph: cells in columns of time, exactly the arrows that are computed, one cursor.

`Drawing` says what there is to see; `unrolled` mounts it. A view's own pictures beside it are `Aside`s.
"""

from ui.lessons.architectures.unrolled.component import Aside, unrolled
from ui.lessons.architectures.unrolled.drawing import Box, Drawing, Row, Track, drawn

__all__ = ["Aside", "Box", "Drawing", "Row", "Track", "drawn", "unrolled"]
