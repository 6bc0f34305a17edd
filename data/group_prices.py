"""What limits cost in a run with a threshold for each group, and whether the contract in force allows them."""

from dataclasses import dataclass

import numpy as np

from data import contracts, datasets, lenses, runs
from data.limits import Part, limits
from data.runs import Run
from data.store import Store
from lifecycle.access import Principal, check_work_in
from lifecycle.annex import GroupTerm
from lifecycle.build.comparison import Comparison
from lifecycle.build.fairness import named_groups
from lifecycle.build.group_options import Wanted, options
from lifecycle.build.group_terms import term_for, why_not


@dataclass(frozen=True)
class Allowance:
    """Whether groups by a run's protected attribute may be given different thresholds; `why_not` is empty if so."""

    attribute: str
    contract: int
    term: GroupTerm | None
    why_not: str

    @property
    def allowed(self) -> bool:
        """Answer whether they may."""
        return not self.why_not


def allowance(store: Store, who: Principal, run: Run) -> Allowance | None:
    """Read what the contract in force says; None without a contract or a protected attribute."""
    check_work_in(who, run.initiative_id)
    with store.read() as cursor:
        force = contracts.current(cursor, run.initiative_id)
    attribute = run.task.protected
    if force is None or attribute is None:
        return None
    return Allowance(attribute, force.number, term_for(force.terms, attribute), why_not(force.terms, attribute))


def prices(
    store: Store, who: Principal, run: Run, comparison: Comparison, candidate: str, part: Part | None = None
) -> tuple[Wanted, ...]:
    """Price the limits on groups with a threshold for each, for a candidate, on all cases or a part (column, value).

    `comparison` is of the same cases. Nothing where no protected attribute was named, or no contract sets dials; kept
    in memory for a while.
    """
    check_work_in(who, run.initiative_id)
    curves, attribute = limits(store, who, run, part).curves.get(candidate), run.task.protected
    if not curves or attribute is None or candidate not in run.facts.names:
        return ()

    def make() -> tuple[Wanted, ...]:
        frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
        arrays = runs.arrays(store, run.id)[0]
        of = np.ones(len(frame), dtype=bool) if part is None else lenses.mask(frame, *part)
        label, score, named = arrays["label"][of], arrays[f"scores/{candidate}"][of], named_groups(frame[attribute][of])
        return options(comparison, candidate, label, score, named, curves, run.seed)

    held = tuple((one.key, one.level) for one in curves)
    return store.remember(("group prices", run.id, part, candidate, comparison.stakes.fingerprint(), held), make)
