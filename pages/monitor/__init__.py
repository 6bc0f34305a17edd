"""Pages of Monitor."""
