"""Pages of a live workshop."""
