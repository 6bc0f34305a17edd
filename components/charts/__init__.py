"""Charts: each with a title that says what it shows, units, and words for who cannot see it."""
