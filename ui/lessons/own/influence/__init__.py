"""The look at who moves whom: each step each later one, and each step's input the loss."""
