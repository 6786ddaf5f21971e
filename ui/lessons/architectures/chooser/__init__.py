"""The row of pictograms in which a view is chosen."""
