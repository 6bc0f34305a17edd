"""Monitor: what arrived, what it is worth, what drifted, and when to act."""
