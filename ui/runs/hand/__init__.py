"""What a person's hand has changed in a run, as it stands in the address, and the run with it, recorded.

Every change is one word, `name*value*place` or `name*value*place*index`, counted from 1; several are parted by commas,
and where two change the same number, the later one counts.

- A signal is held: `forget_gate*1*8-` holds the forget gate of every unit at 1 from step 8 on, `cell*-0.5*12*2` the
  cell state of unit 2 at step 12 alone, `input_gate*0*all` the input gate at every step.
- An input is another one: `input*-1*12*1` makes component 1 of the input at step 12 −1, `token*3*5` makes the third
  letter of the alphabet of the input at step 5.
- A weight is another one: `weight_hh*0.73*5*2` stands in row 5, column 2 of W, `bias_ih*0.1*5` in row 5 of a bias.

The words name no layer and no direction: a hand is at the part of the network that is on show.
`ui/stepper/browser/hand.js` writes and reads the same.
"""

from ui.runs.hand.changing import interventions, with_hand
from ui.runs.hand.coding import coding_of
from ui.runs.hand.fitting import read_hand
from ui.runs.hand.held import LARGEST, MOST, Held, spell
from ui.runs.hand.in_hand import InHand
from ui.runs.hand.settling import beside, live, settled

__all__ = [
    "LARGEST",
    "MOST",
    "Held",
    "InHand",
    "beside",
    "coding_of",
    "interventions",
    "live",
    "read_hand",
    "settled",
    "spell",
    "with_hand",
]
