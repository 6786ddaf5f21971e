"""Everything that pages use, imported by whoever comes first while all others wait.

Sessions are threads. A package that several of them import at once can be seen half made (plotly looks into
`sys.modules` for a pandas that another thread is still importing), and two modules that import each other from two
threads can end in a deadlock, which Python resolves by an error in one of them. So the frame imports this module
before anything else: the import system lets one thread do it, and a script begins when all of it stands.

torch is not here: the first picture does not need it. It is imported by the server's warm-up, and whoever wants it
before waits at `import torch` (never at `from torch.nn import …`, which is how one gets into a deadlock).
"""

import pkgutil
from importlib import import_module

import altair  # noqa: F401
import plotly.graph_objects as go

import engine
import ui

for _name in ("pandas", "pyarrow"):  # Streamlit and altair look for them
    import_module(_name)
for _package in (engine, ui):
    for _module in pkgutil.walk_packages(_package.__path__, f"{_package.__name__}."):
        if _module.name != "ui.frame":  # a script, which imports us
            import_module(_module.name)

# plotly finds its classes, its writer and Pillow only when a figure is made and written.
go.Figure([go.Heatmap(), go.Scatter(), go.Bar()], go.Layout(xaxis={}, yaxis={}, annotations=[{}])).to_json()
