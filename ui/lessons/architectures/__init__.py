"""The lesson on architectures: how cells are put together, and what reaches what."""
