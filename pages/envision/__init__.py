"""Pages of Envision."""
