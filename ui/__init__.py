"""Drawing: the frame, the settings, the words, the figures and the stepper."""
