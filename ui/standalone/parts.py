"""What stands on a page, as parts of a file: what each of them needs, and what it does where nobody hears it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ui import assets
from ui.mount import Mounted
from ui.standalone.document import Part
from ui.stepper.values import bundle, unbundle

Fetch = Callable[[str], bytes | None]

# What a component says that speaks for another: its last report counts, and there will be no more.
_DEAF: Mapping[str, Any] = {"answers": 0, "link": None, "reports": False}


def parts_of(standing: Iterable[Mounted], fetch: Fetch, unanswered: str) -> tuple[list[Part], dict[str, str | bytes]]:
    """What is seen and what speaks for it, as it stands, and all that these ask for under an address.

    Args:
        standing: what was mounted, in its order.
        fetch: what the server answers under an address; None where it does not. What is not there is not offered.
        unanswered: what is said where a person asks for what only the server knows.
    """
    standing = [one for one in standing if one.data is not None]
    held = any(one.data.get("held") for one in standing if one.component.name == "hand")
    said = {one.component.name: one.said for one in standing}
    parts, needs = [], dict[str, str | bytes]()
    for one in standing:
        component, data = one.component, one.data
        if component.name == "stepper":
            content, brings = _stepper(unbundle(data), fetch, unanswered if held else "")
            data = bundle(content)
        elif component.name == "front":
            content, brings = _front(data, fetch, unanswered)
            data = content
        elif component.name == "units":
            content, brings = _units(data, fetch, said.get("units.kept", {}))
            data = content
        else:
            content, brings = data, {}
            data = data if component.html else _settled(data, one.said)
        needs |= brings | {address: module for address in _strings(content) if (module := _module(address))}
        parts.append(Part(component.module, data, component.html or "", component.css or ""))
    return parts, needs


def _stepper(content: dict[str, Any], fetch: Fetch, waits: str) -> tuple[dict[str, Any], dict[str, str | bytes]]:
    """A stepper's data without what only a server can answer, and what it will ask for."""
    panels = [panel | {"live": _by_itself(panel["live"], waits)} for panel in content["panels"]]
    training, brings = content["training"], dict[str, str | bytes]()
    if training and (weights := fetch(training["url"]) if training["follows"] else None) is not None:
        brings[training["url"]] = weights
    else:
        training = None
    for kind in {panel["live"]["kind"] for panel in panels if panel["live"]} - {""}:
        brings[f"../cells/{kind}/live.js"] = f"stepper/cells/{kind}/live.js"  # as `holding.js` asks for it
    drawn = {"assets": content["assets"] if content["figures"] else {}}  # plotly.js is most of a file
    return content | drawn | {"panels": panels, "training": training}, brings


def _by_itself(live: dict[str, Any] | None, waits: str) -> dict[str, Any] | None:
    """How a run follows a hand where Python does not answer: what it holds already stays."""
    if live is None or not live["waits"]:
        return live
    return live | {"waits": waits} if waits else None


def _front(data: dict[str, Any], fetch: Fetch, unanswered: str) -> tuple[dict[str, Any], dict[str, str | bytes]]:
    """A front of learning with the rows that there are by now; no network answers beside it."""
    asides = [
        aside | {"data": aside["data"] | {"words": aside["data"]["words"] | {"lost": unanswered}}}
        if "lost" in aside["data"].get("words", ())
        else aside
        for aside in data["asides"]
    ]
    address = f"/learning/{quote(data['job'] or '', safe='')}/rows?from=0"
    rows = fetch(address) if data["job"] else None
    job = data["job"] if rows is not None else None
    return data | {"job": job, "asides": asides}, {} if rows is None else {address: rows}


def _units(
    data: dict[str, Any], fetch: Fetch, kept: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str | bytes]]:
    """A network that reads and writes with its weights, as a hand has left it; nobody measures what is painted."""
    model, place = data["model"], data["place"]
    if kept.get("content") == data["content"]:
        place = place | kept["place"]
    live = f"stepper/cells/{model['kind']}/live.js"
    brings: dict[str, str | bytes] = {f"../../{live}": live}  # as `network.js` asks for it
    if (weights := fetch(model["url"])) is not None:
        brings[model["url"]] = weights
    return data | {"place": place, "can_measure": False}, brings


def _settled(data: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What a component speaks that is never seen, with what the browser reported last about the same content."""
    heard = said if said.get("content") == data.get("content") else {}
    return {**data, **heard, **_DEAF}


def _module(address: str) -> str | None:
    return address if address == assets.plotly_url() else assets.module_of(address)


def _strings(content: Any) -> Iterator[str]:
    """Every string in some JSON; numbers in blocks are no strings."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, Mapping):
        for value in content.values():
            yield from _strings(value)
    elif isinstance(content, (list, tuple)):
        for value in content:
            yield from _strings(value)
