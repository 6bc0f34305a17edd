"""Pages of Build."""
