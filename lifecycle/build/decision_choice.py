"""What was preferred where calibration and equal error rates cannot both be had."""

from lifecycle.catalogue import catalogue
from lifecycle.errors import BadInput

CHOICES: dict[str, str] = catalogue("fairness")["choices"]


def check_fairness_choice(choice: str) -> None:
    """Check that a choice is one there is; empty where nothing was chosen.

    Raises:
        BadInput: it is not.

    """
    if choice and choice not in CHOICES:
        raise BadInput(f"{choice!r} is no choice between calibration and equal error rates.")
