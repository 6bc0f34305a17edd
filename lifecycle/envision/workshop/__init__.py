"""The live workshop: one log of entries, and what follows from it.

`entries` says what can be written, `rules` who may write it when, `state` folds the log into where the workshop
stands, `views` give what somebody may see of it.
"""
