"""What the browser reads of runs of learning, beside the websocket.

GET /learning/JOB/rows?from=N    the lines of a job from the N-th on (`rows.py`), as they come, to the last
GET /learning/JOB/write?…        what its network wrote at an update, letter by letter
GET /learning/JOB/occlusion?…    what each step of the sequence that is shown has done to the end
GET /learning/JOB/forecast?…     a series, one step and many steps ahead

Besides rows there are lines that say how the job stands: `{"state": "queued", "place": 2}`, `running`, `paused`,
`stopped`, `done`, `failed`. A run that diverged is `failed` with its number, and if others come after it, `running`
follows. The names of jobs cannot be guessed; `recorded-NAME` is what ships.
"""

from __future__ import annotations

import asyncio
import functools
import gzip
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

# Importing the app is not to wait for the engine.
if TYPE_CHECKING:
    from engine.learning.course import Course
    from engine.learning.exercises import Exercise
    from engine.networks.network import Network
    from engine.networks.readout import Readout
    from ui.runs.learning.job import Lines
    from ui.runs.learning.workshop import Workshop

    Pair = tuple[Network, Readout]

NDJSON = "application/x-ndjson"
NOTHING = "There is no such run any more. Please train again."


def routes(workshop: Callable[[], Workshop]) -> list[Route]:
    """The routes, for the jobs of a workshop that is made when it is first asked for."""

    async def rows(request: Request) -> Response:
        return await _rows(request, await run_in_threadpool(_warming_up, workshop))

    def looked_into(request: Request) -> Response:
        return _looked_into(request, workshop())

    return [Route("/learning/{job}/rows", rows), Route("/learning/{job}/{question}", looked_into)]


def _warming_up(workshop: Callable[[], Workshop]) -> Workshop:
    """The workshop, where whoever looks at a recorded run may want to train in a moment."""
    there = workshop()
    there.warm_up()
    return there


async def _rows(request: Request, workshop: Workshop) -> Response:
    """Every line of a job, the old ones at once and the new ones as they come."""
    name = request.path_params["job"]
    if (recorded := _recorded(name)) is not None:
        return await run_in_threadpool(_all_of, recorded, request)
    job = workshop.find(name)
    if job is None:
        return PlainTextResponse(NOTHING, status_code=404)
    start = request.query_params.get("from", "0")
    if not (start.isascii() and start.isdigit()):
        return PlainTextResponse("from should be a whole number from 0 up.", status_code=400)
    return StreamingResponse(follow(job.lines, int(start)), media_type=NDJSON, headers={"Cache-Control": "no-store"})


async def follow(lines: Lines, start: int) -> AsyncIterator[bytes]:
    """The lines from `start` on, as they come, until the last."""
    loop, news = asyncio.get_running_loop(), asyncio.Event()
    with lines.told(lambda: loop.call_soon_threadsafe(news.set)):
        while True:
            news.clear()
            new, are_all = lines.since(start)
            if new:
                start += len(new)
                yield b"".join(new)
            if are_all:
                return
            await news.wait()


def _recorded(name: str) -> str | None:
    """The name of what is recorded, if this is a recorded job."""
    prefix, _, rest = name.partition("-")
    return rest if prefix == "recorded" and rest else None


def _all_of(name: str, request: Request) -> Response:
    """A recorded job, which a browser may keep as long as it is the same."""
    from ui.runs.learning import recorded

    try:
        told = recorded.told(name)
    except KeyError:
        return PlainTextResponse("There is no such recorded run.", status_code=404)
    headers = {"Cache-Control": "no-cache", "ETag": told.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == told.tag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(told.gzipped, media_type=NDJSON, headers=headers | {"Content-Encoding": "gzip"})
    return Response(gzip.decompress(told.gzipped), media_type=NDJSON, headers=headers)


def _looked_into(request: Request, workshop: Workshop) -> Response:
    """What is asked about the network of a row."""
    from engine.learning.tasks import InputProblem

    find = {"write": _written, "occlusion": _occlusion, "forecast": _forecast}.get(request.path_params["question"])
    asked = request.query_params
    try:
        run, update = _whole(asked, "run", 0), _whole(asked, "update", 0)
        courses, network = _looked_up(request.path_params["job"], workshop)
        found = network(run, update)
        if find is None or found is None:
            return PlainTextResponse(NOTHING, status_code=404)
        return JSONResponse(find(courses[run].exercise, *found, asked))
    except InputProblem as problem:
        told = {"problem": str(problem), "template": problem.template, "values": dict(problem.values)}
        return Response(json.dumps(told, default=str), status_code=400, media_type="application/json")


def _written(exercise: Exercise, network: Network, readout: Readout, asked: Mapping[str, str]) -> dict[str, object]:
    """Its letters, and how probable each letter of the alphabet was at each. Raises InputProblem."""
    from engine.learning.tasks import InputProblem
    from engine.learning.writing import write

    alphabet = getattr(exercise, "alphabet", None)
    if alphabet is None:
        raise InputProblem("This network has not learned to write. Please take one that has learned a text.")
    count, temperature, seed = _whole(asked, "count", 40), _number(asked, "temperature", 0.0), _whole(asked, "seed", 0)
    written = write(network, readout, alphabet, asked.get("prompt", ""), count, temperature, seed)
    return {
        "letters": list(written.letters),
        "alphabet": list(alphabet),
        "probabilities": [[float(f"{each:.6g}") for each in step] for step in written.probabilities],
    }


def _occlusion(exercise: Exercise, network: Network, readout: Readout, asked: Mapping[str, str]) -> dict[str, object]:
    from ui.runs.learning.looked_into import occlusion

    return occlusion(exercise, network, readout)


def _forecast(exercise: Exercise, network: Network, readout: Readout, asked: Mapping[str, str]) -> dict[str, object]:
    from ui.runs.learning.looked_into import forecast

    return forecast(exercise, network, readout, _whole(asked, "horizon", 20))


def _looked_up(name: str, workshop: Workshop) -> tuple[Sequence[Course], Callable[[int, int], Pair | None]]:
    """The courses of a job, and what gives the network of a row."""
    if (shipped := _recorded(name)) is not None:
        from ui.runs.learning import recorded

        try:
            return recorded.courses(shipped), functools.partial(recorded.network, shipped)
        except KeyError:
            return (), lambda run, update: None
    job = workshop.find(name)
    return ((), lambda run, update: None) if job is None else (job.courses, job.network)


def _whole(asked: Mapping[str, str], name: str, default: int) -> int:
    """A whole number that was asked for. Raises InputProblem."""
    from engine.learning.tasks import InputProblem

    text = asked.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InputProblem("{name} should be a whole number from 0 up, but is {text}.", name=name, text=text[:20])
    return int(text)


def _number(asked: Mapping[str, str], name: str, default: float) -> float:
    """A number that was asked for. Raises InputProblem."""
    from engine.learning.tasks import InputProblem

    text = asked.get(name, str(default))
    try:
        return float(text)
    except ValueError:
        raise InputProblem("{name} should be a number, but is {text}.", name=name, text=text[:20]) from None
