"""The page of the strategy, and what it holds."""
