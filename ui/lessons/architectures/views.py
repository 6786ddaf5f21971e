"""All views of the lesson, in the order of their pictograms."""

from collections.abc import Mapping
from types import MappingProxyType

from ui.lessons.architectures.attention.view import VIEW as ATTENTION
from ui.lessons.architectures.both.view import VIEW as BOTH
from ui.lessons.architectures.convolution.view import VIEW as CONVOLUTION
from ui.lessons.architectures.layers.view import VIEW as LAYERS
from ui.lessons.architectures.reading.view import VIEW as READING
from ui.lessons.architectures.shapes.view import VIEW as SHAPES
from ui.lessons.architectures.view import View

VIEWS: Mapping[str, View] = MappingProxyType(
    {view.name: view for view in (SHAPES, READING, BOTH, LAYERS, ATTENTION, CONVOLUTION)}
)
