"""Pages of Share."""
