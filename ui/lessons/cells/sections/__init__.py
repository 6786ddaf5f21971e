"""Below the pair: what each cell learned, and what a search found in 2015."""
