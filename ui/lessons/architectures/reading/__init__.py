"""Reading the answer: from the last state, from the mean of all, or of every unit its largest value."""
