"""How things look: colours, the table of cells, charts."""
