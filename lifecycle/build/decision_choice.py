"""What was preferred where calibration and equal error rates cannot both be had."""

from lifecycle.catalogue import catalogue

CHOICES: dict[str, str] = catalogue("fairness")["choices"]
