"""Pages of Deploy."""
