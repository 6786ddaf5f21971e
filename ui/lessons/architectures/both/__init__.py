"""Both directions: a word with two meanings, read forwards, backwards, and both ways by as many units."""
