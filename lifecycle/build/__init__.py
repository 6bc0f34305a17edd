"""Build: candidates side by side, in statistics and in money, and the decision that follows."""
