"""Envision: what is decided, what it is worth, what must never happen, and who signs for it."""
