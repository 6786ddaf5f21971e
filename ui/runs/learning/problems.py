"""Why a job can fail: sentences in English, into which the browser puts the values that it is told."""

from typing import get_args

from engine.learning.fitting import Diverged, Lost

GONE = "The process that trained this network has ended without a word. Please train again."
TOO_LONG = "This run has taken {limit} seconds, which is all that a run may take. What is there stays."
TOO_LARGE = (
    "The rows of this run take more than {limit} MB, which is all that a run may take. Please choose fewer units, "
    "fewer steps or fewer updates."
)
TOO_MUCH_MEMORY = "This run needs more memory than a run may take here: {limit} MB."
OUR_MISTAKE = "This run has ended by a mistake of ours: {error}"
DIVERGED = tuple(Diverged(1, lost).template for lost in get_args(Lost))

ALL = (GONE, TOO_LONG, TOO_LARGE, TOO_MUCH_MEMORY, OUR_MISTAKE, *DIVERGED)
