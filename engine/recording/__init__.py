"""One run recorded: every signal and every gradient, the losses they come from, and torch as the witness."""
