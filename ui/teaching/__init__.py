"""What lessons share in telling: scenes, predictions, the view for the lecture hall."""
