"""What the front of learning says itself: names, units and sentences with places that the browser fills."""

import functools
from collections.abc import Mapping

from ui.words import t


@functools.lru_cache(maxsize=16)
def front_phrases(language: str) -> Mapping[str, str]:
    """What it says, in the words of `language`, the session's; some take the place of the stepper's own phrases."""
    return {
        # the transport goes over updates
        "transport": t("Go through training"),
        "first": t("First update"),
        "previous": t("Previous row of updates"),
        "next": t("Next row of updates"),
        "last": t("Last update"),
        "timestep": t("Update"),
        "update_of": t("update {update} of {updates}"),
        # the picture
        "front": t("The front of learning"),
        "title": t("How much of the gradient reaches each step"),
        "unit_last": t("‖∂L/∂hₜ‖ as a share of that at the last step, on average"),
        "unit_largest": t("‖∂L/∂hₜ‖ as a share of the largest of its update, on average"),
        "updates_axis": t("update of the weights"),
        "steps_axis": t("time step"),
        "reach": t("longest gap answered ≥ 90 %"),
        "answer": t("answer"),
        "nan": t("NaN or ∞"),
        "nothing": t("Nobody has trained this yet: press “Train, live”."),
        "waiting": t("This one has not begun yet."),
        "keys": t(
            "↑ and ↓ go from update to update, Page Up and Page Down ten rows at once, ← and → from step to step, Home "
            "and End to the first and the last update; Enter opens the network there."
        ),
        "reads_last": t(
            "Update **{update}**, step **{t}** “{token}”: **{share}** of the gradient at the last step arrives here."
        ),
        "reads_largest": t(
            "Update **{update}**, step **{t}** “{token}”: **{share}** of its largest gradient arrives here."
        ),
        "reads_nan": t("Update **{update}**, step **{t}** “{token}”: the gradient is **{norm}** here."),
        "open": t("Open this network at this step"),
        # the curves
        "right": t("right answers"),
        "loss": t("loss"),
        "batch_loss": t("each batch"),
        "nats": t("nat"),
        "error": t("squared error"),
        "naive": t("naive"),
        "norm": t("gradient norm"),
        "clip": t("clipped at {clip}"),
        "unclipped": t("not clipped"),
        "right_at": t("90 % right at {update}"),
        "curves": t("Loss and right answers by update"),
        "curves_error": t("Loss by update"),
        # inside
        "inside": t("Update {update}: inside the network"),
        "flagged": t("▾ marked or flagged in the input"),
        "does": t("1 = {does}"),
        "would_answer": t("what it would answer: P(“{answer}”)"),
        "would_answer_each": t("what it would answer"),
        "predicts": t("what it predicts"),
        "wanted": t("wanted"),
        # the runs side by side
        "beside": t("Same task, same data: choose which one is large"),
        "reached_right": t("{reached} → {right}"),
        "reached_right_told": t("a thousandth reaches the first step at update {reached}; 90 % are right at {right}"),
        "none": t("–"),
        "key_beside": t(
            "**a → b**: at update a more than a thousandth of the gradient reaches the first step; at b nine answers "
            "in ten are right."
        ),
        # the state of the job
        "asking": t("Asking for the rows …"),
        "queued": t("Waiting in the queue, place {place}"),
        "running": t("Learning: {done} of {total} updates"),
        "rate": t("{rate} updates/s"),
        "left": t("{seconds} s left"),
        "paused": t("Paused at {done} of {total} updates"),
        "stopped": t("Stopped after {done} of {total} updates; what was recorded stays"),
        "done": t("{done} updates in {seconds} s"),
        "failed": t("It stopped: {why}"),
        "gone": t("This run is no longer on the server: train again to see it."),
        "lost": t("The connection was lost; trying again …"),
        "do_pause": t("Pause learning"),
        "do_resume": t("Go on learning"),
        "do_stop": t("Stop learning"),
    }
