"""Measurements, run by command and printed; never asserted."""
