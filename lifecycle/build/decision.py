"""The decision record: which candidate runs, at which operating point, why, and on what evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from lifecycle.build.comparison import Comparison, Difference, Row
from lifecycle.build.group_thresholds import GroupThresholds
from lifecycle.build.lot import Cut
from lifecycle.build.ranges import Ranges
from lifecycle.build.review import Review
from lifecycle.errors import BadInput
from lifecycle.guardrails import Verdict


@dataclass(frozen=True)
class Decision:
    """What was decided, frozen with its evidence. `present` gives names by role; amounts are in `currency` a year.

    `review` says who looked at it independently, `purposes` what each feature is used for, `choice` what was preferred
    between calibration and equal error rates, `ranges` which inputs were seen in training. With `by_group` each group
    has a threshold of its own, and the champion's is None. `next_best` names the best other row, `over_next` what the
    champion earns a year beyond it. What came later has a default, so that older records still read.
    """

    number: int
    run_id: str
    contract_version: int
    contract_fingerprint: str
    champion: Row
    challengers: tuple[Row, ...]
    over_rule: Difference
    reason: str
    dissent: str
    present: dict[str, str]
    decided_at: datetime
    dataset: str
    dataset_sha256: str
    artefact_sha256: str
    seed: int
    resamples: int
    versions: dict[str, str]
    verdicts: tuple[Verdict, ...] = field(default=())
    flips: float | None = 0.0
    identifiers: tuple[str, ...] = ()
    review: Review | None = None
    purposes: dict[str, str] = field(default_factory=dict)
    choice: str = ""
    ranges: Ranges | None = None
    by_group: GroupThresholds | None = None
    next_best: str = ""
    over_next: Difference | None = None

    def acts(self) -> str:
        """Say from where on the champion acts."""
        return acts_from(self.champion.threshold, self.by_group)


def acts_from(threshold: float | None, by_group: GroupThresholds | None) -> str:
    """Say from where on is acted: one threshold, one for each group, or neither for a rule.

    >>> acts_from(0.3, None), acts_from(None, None)
    ('acts from 0.300', 'acts by a rule')
    """
    if by_group is not None:
        return by_group.words()
    return "acts by a rule" if threshold is None else f"acts from {threshold:.3f}"


def check_reason(reason: str, present: dict[str, str]) -> None:
    """Check that a decision says why and who was there.

    Raises:
        BadInput: the reason or every name is empty.

    """
    if not reason.strip():
        raise BadInput("Say in a sentence why this candidate was chosen: later readers will ask.")
    if not any(name.strip() for name in present.values()):
        raise BadInput("Name at least one person who was there, in their role.")


def flip_rate(scores: list[float], retrained: list[float], threshold: float | list[float]) -> float:
    """Give the share of cases decided differently after a training with another seed; NaN cases are left out.

    `threshold` is one for all, or one for each case.

    >>> flip_rate([0.2, 0.6, 0.9], [0.4, 0.4, float("nan")], 0.5)
    0.5
    """
    each = threshold if isinstance(threshold, list) else [threshold] * len(scores)
    known = [(a, b, at) for a, b, at in zip(scores, retrained, each, strict=True) if b == b]
    return sum((a >= at) != (b >= at) for a, b, at in known) / len(known) if known else 0.0


def winner(comparison: Comparison, cuts: Mapping[str, Cut]) -> str:
    """Find the candidate that earns most a year where it acts, among those whose cases can be handled, if any."""
    handled = [key for key, cut in cuts.items() if comparison.within_capacity(key, cut)]
    return max(handled or cuts, key=lambda key: comparison.yearly(key, cuts[key])[0])
