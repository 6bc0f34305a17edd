"""What can go wrong, each said in plain sentences: what happened, where, and how to mend it."""


class ThroughlineError(Exception):
    """A problem a person can act on; `str(error)` is what they read."""


class BadInput(ThroughlineError):
    """What was entered, uploaded or sent cannot be used as it is."""


class NotAllowed(ThroughlineError):
    """Who is here may not do this."""


class NotFound(ThroughlineError):
    """What was asked for does not exist, or not for who asks."""


class Conflict(ThroughlineError):
    """What was asked contradicts what has already been recorded."""


class StoreProblem(ThroughlineError):
    """The store cannot be opened or used as it is."""
