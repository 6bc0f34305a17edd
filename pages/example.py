"""What has to be said about the breast-cancer example wherever its later cases are judged."""

from components.text import day
from data.demo import breast_cancer
from lifecycle.facts import Facts


def time_stamps(facts: Facts) -> str:
    """Say that the example's cases are dated before their release; empty where they are not."""
    if facts.stream is None or facts.evaluation is None or not breast_cancer.is_example(facts.stream):
        return ""
    if facts.evaluation.windows[0].start >= facts.stream.opened_at:
        return ""
    return (
        f"The example's cases carry made-up time stamps: the {breast_cancer.DAYS} days before they were downloaded, "
        f"because later ones would lie in the future. The release is of {day(facts.stream.opened_at)}."
    )
