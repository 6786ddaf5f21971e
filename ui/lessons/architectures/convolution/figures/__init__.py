"""Charts below the picture: accuracies as they were measured, and what a window costs."""
