"""The family tree: a card for every kind of cell, on a line of years; any two make the pair."""
