"""The shapes: one or many inputs, one or many answers, and which of them reach which."""
