"""Random examples are the same in every run, and none is failed for being slow."""

from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=25)
settings.load_profile("repeatable")
