"""The decision record where no yes or no is predicted: which forecast or which choice of classes is used, and why."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from lifecycle.build import multiclass, regression
from lifecycle.build.comparison import Difference
from lifecycle.build.dataset import MULTICLASS, REGRESSION
from lifecycle.build.multiclass import BY_CHANCE, BY_PAYOFF, Choices, ClassRow, MatrixStakes
from lifecycle.build.ranges import Ranges
from lifecycle.build.regression import AS_IT_IS, FACTOR, SHIFT, Adjustment, Compared, ForecastRow, UnitStakes
from lifecycle.build.review import Review
from lifecycle.errors import BadInput
from lifecycle.guardrails import Verdict

PREDICTED = {REGRESSION: "a quantity", MULTICLASS: "one of several classes"}
RULES = {BY_PAYOFF: "the highest expected payoff", BY_CHANCE: "the likeliest class"}
How = Adjustment | str
KindRow = ForecastRow | ClassRow


@dataclass(frozen=True)
class Split:
    """How cases were split: by `way` and its `column`, which left `unjudged` ones of the data to be learned from only.

    `cases` are the judged ones; `source_sha256` is the hash of all rows where some were not judged.
    """

    way: str
    column: str | None
    cases: int
    unjudged: int = 0
    source_sha256: str | None = None


@dataclass(frozen=True)
class KindDecision:
    """What was decided about a forecast or a choice between classes, frozen with its evidence.

    `how` is the adjustment of a forecast, or the rule classes are decided by. `stakes_assumed` says that nobody had
    set the amounts, None in a record that was kept before these were parted from those somebody set. `reference`
    names what a forecast's savings are against; classes have none. `next_best` names the best other row,
    `over_next` what the champion is worth a year beyond it. `present` gives names by role.
    """

    number: int
    run_id: str
    kind: str
    contract_version: int
    contract_fingerprint: str
    stakes: UnitStakes | MatrixStakes
    how: Adjustment | str
    champion: ForecastRow | ClassRow
    challengers: tuple[ForecastRow | ClassRow, ...]
    next_best: str
    over_next: Difference
    reference: str
    reason: str
    dissent: str
    present: dict[str, str]
    decided_at: datetime
    dataset: str
    dataset_sha256: str
    split: Split
    artefact_sha256: str
    seed: int
    resamples: int
    versions: dict[str, str]
    stakes_assumed: bool | None = None
    verdicts: tuple[Verdict, ...] = field(default=())
    classes: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    review: Review | None = None
    purposes: dict[str, str] = field(default_factory=dict)
    ranges: Ranges | None = None

    @property
    def predicted(self) -> str:
        """Name what is predicted."""
        return PREDICTED[self.kind]


@dataclass(frozen=True)
class Ranked:
    """A comparison cut for the record: the champion's row, the others, and how it stands to the best of those."""

    champion: KindRow
    challengers: tuple[KindRow, ...]
    next_best: str
    over_next: Difference
    reference: str


def check_candidate(key: str, names: Sequence[str]) -> None:
    """Check that what is decided for is a candidate of a comparison, and not a row that needs no model.

    Raises:
        BadInput: it is not.

    """
    if key not in names or key in regression.FIXED or multiclass.is_fixed(key):
        offered = [name for name in names if name not in regression.FIXED]
        raise BadInput(f"{key!r} is not a trained candidate. Choose one of {', '.join(offered)}.")


def check_how(kind: str, how: How) -> None:
    """Check that what is done with a candidate's scores fits what is predicted.

    Raises:
        BadInput: it does not.

    """
    if kind == REGRESSION:
        if not isinstance(how, Adjustment) or how.way not in (FACTOR, SHIFT):
            raise BadInput("A forecast is multiplied by a factor or shifted by some units. Choose one of them.")
        if not np.isfinite(how.amount) or (how.way == FACTOR and not 0 <= how.amount <= 2):
            raise BadInput("A forecast is multiplied by 0 to 2, or shifted by a number of units.")
    elif not isinstance(how, str) or how not in RULES:
        raise BadInput("Classes are decided by the highest expected payoff or by the likeliest class. Choose one.")


def rank_forecasts(compared: Compared, champion: str) -> Ranked:
    """Cut a comparison of forecasts for the record of one of them."""
    rows = {row.key: row for row in compared.rows()}
    rest = [key for key in compared.ranked() if key != champion]
    return Ranked(
        champion=rows[champion],
        challengers=tuple(rows[key] for key in rest),
        next_best=compared.names[rest[0]],
        over_next=regression.difference(compared.found, champion, rest[0], compared.stakes),
        reference=compared.names[compared.reference],
    )


def rank_choices(choices: Choices, champion: str) -> Ranked:
    """Cut a comparison of choices between classes for the record of one of them."""
    rows = {row.key: row for row in choices.rows()}
    rest = [key for key in choices.ranked() if key != champion]
    return Ranked(
        champion=rows[champion],
        challengers=tuple(rows[key] for key in rest),
        next_best=choices.names[rest[0]],
        over_next=multiclass.difference(choices.found, champion, rest[0], choices.stakes),
        reference="",
    )


def adjusted(adjustment: Adjustment) -> str:
    """Write an adjustment short.

    >>> adjusted(Adjustment("factor", 1.2)), adjusted(Adjustment("shift", -3.0)), adjusted(Adjustment())
    ('× 1.2', '− 3', 'as it is')
    """
    if adjustment in (AS_IT_IS, Adjustment(SHIFT, 0.0)):
        return "as it is"
    sign = "×" if adjustment.way == FACTOR else "+" if adjustment.amount >= 0 else "−"
    return f"{sign} {abs(adjustment.amount):g}"


def used(how: How) -> str:
    """Say what is done with what a candidate gives.

    >>> used(Adjustment("shift", 2.0)), used("payoff")
    ('its forecast is used + 2', 'it decides for the highest expected payoff')
    """
    if isinstance(how, Adjustment):
        return f"its forecast is used {adjusted(how)}"
    return f"it decides for {RULES[how]}"
