"""Networks as frozen values: what they are made of, how they begin, what they cost, what stands on top of them."""
