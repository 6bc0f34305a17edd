"""Decision records: a champion at an operating point, frozen with its evidence."""

from collections.abc import Mapping
from dataclasses import replace

from data import contracts, datasets, decision_records, runs
from data.codec import plain, to_json, utc
from data.evidence import gather
from data.group_decisions import WAY, ByGroup
from data.group_decisions import by_group as measure
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.comparison import FIXED, Comparison
from lifecycle.build.decision import Decision, check_reason
from lifecycle.build.decision_choice import check_fairness_choice
from lifecycle.build.group_terms import check_split
from lifecycle.build.measuring import Report
from lifecycle.build.ranges import declare
from lifecycle.build.resampling import grid_index
from lifecycle.build.review import Review, check_review
from lifecycle.build.stakes import of_contract
from lifecycle.build.standing import Standing, rank
from lifecycle.errors import BadInput, Conflict
from lifecycle.guardrails import judge_all


def decide(
    store: Store,
    act: Act,
    initiative_id: str,
    run_id: str,
    champion: str,
    threshold: float | None,
    *,
    by_group: Mapping[str, float] | None = None,
    reason: str,
    dissent: str = "",
    present: dict[str, str],
    review: Review | None = None,
    purposes: Mapping[str, str] | None = None,
    choice: str = "",
    report: Report = lambda share, text: None,
) -> Decision:
    """Record which candidate runs at which threshold; everything it rests on is computed now and frozen.

    `review` says who looked at it independently, `purposes` what each feature is used for, `choice` what was preferred
    between calibration and equal error rates; `report(share done, what is being done)`. `by_group` gives each group a
    threshold of its own in the place of one for all, where the contract in force allows it.

    Raises:
        BadInput: no such candidate or threshold, or reason and names are missing.
        NotAllowed: the reviewer is the author, or the contract does not allow thresholds by group.
        Conflict: no contract is in force, or it changed meanwhile.

    """
    check_change(act.who, initiative_id)
    check_reason(reason, present)
    with store.read() as cursor:
        run, force = runs.find(cursor, initiative_id, run_id), contracts.current(cursor, initiative_id)
        dataset = datasets.describe(cursor, run.dataset_id)
    if force is None:
        raise Conflict("No contract is in force yet: sign it in Envision, then decide.")
    _check_choice(run, champion, threshold, by_group)
    check_fairness_choice(choice)
    if review:
        check_review(review, present, force.terms.owners)
    comparison = runs.compare(store, run, of_contract(force.terms))
    split = None if by_group is None else measure(store, act.who, run, force.terms, champion, by_group)
    evidence = gather(
        store,
        act.who,
        run,
        force.terms,
        champion,
        threshold,
        by_group=split,
        review=review,
        purposes=purposes,
        choice=choice,
        report=report,
    )
    standing = _standing(comparison, champion, threshold, split)
    ranges = declare(datasets.frame(store, act.who, initiative_id, run.dataset_id), run.task.features)
    fitted = next(item for item in run.facts.candidates if item.key == champion)

    def change(cursor: Cursor) -> Saved[Decision]:
        check_change(act.who, initiative_id)
        now = contracts.current(cursor, initiative_id)
        if now is None or now.number != force.number:
            raise Conflict("The contract changed while this was being decided. Look at the new figures first.")
        if review:
            check_review(review, present, now.terms.owners)
        if split:
            check_split(now.terms, split.record.attribute)
        number = decision_records.next_number(cursor, initiative_id)
        made = Decision(
            number=number,
            run_id=run.id,
            contract_version=force.number,
            contract_fingerprint=force.terms.fingerprint(),
            champion=replace(evidence.champion, p_best=standing.champion.p_best),
            challengers=standing.challengers,
            over_rule=evidence.over_rule,
            reason=reason.strip(),
            dissent=dissent.strip(),
            present={role: name.strip() for role, name in present.items() if name.strip()},
            decided_at=act.at,
            dataset=dataset.name,
            dataset_sha256=dataset.sha256,
            artefact_sha256=fitted.sha256,
            seed=run.seed,
            resamples=run.facts.resamples,
            versions=run.facts.versions,
            verdicts=judge_all(evidence),
            flips=evidence.flips,
            identifiers=evidence.identifiers,
            review=review,
            purposes=dict(evidence.purposes or {}),
            choice=choice,
            ranges=ranges,
            by_group=split.record if split else None,
            next_best=standing.next_best,
            over_next=standing.over_next,
        )
        cursor.execute("INSERT INTO decision VALUES (?, ?, ?, ?)", [initiative_id, number, to_json(made), utc(act.at)])
        after = {
            "champion": champion,
            "threshold": threshold if split is None else {split.record.attribute: split.record.thresholds()},
            "value": plain(made.champion.value),
            "contract": force.number,
            "reason": made.reason,
            "review": None if review is None else plain(review),
        }
        entry = event(act, "decision.recorded", f"decision {number}", initiative_id=initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def _check_choice(run: Run, champion: str, threshold: float | None, by_group: Mapping[str, float] | None) -> None:
    if champion in FIXED or champion not in run.facts.names:
        raise BadInput(f"{champion!r} is not a trained candidate. Choose one of {', '.join(run.facts.names)}.")
    if (threshold is None) == (by_group is None):
        raise BadInput("A decision acts from one threshold, or from one for each group: give either.")
    if threshold is None:
        return
    try:
        grid_index(threshold)
    except ValueError as problem:
        raise BadInput(f"This {problem}.") from None


def _standing(comparison: Comparison, champion: str, threshold: float | None, split: ByGroup | None) -> Standing:
    """Hold the champion as it is decided on against every other row at its own best threshold."""
    best = {key: comparison.cut(key) for key in comparison.rows()}
    others = {key: at for key, at in best.items() if key != champion}
    if split is None:
        return rank(comparison, champion, {champion: threshold, **others})
    return rank(split.ways, WAY, {WAY: None, **others})


def listing(store: Store, who: Principal, initiative_id: str) -> list[Decision]:
    """Read every decision of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return decision_records.of_initiative(cursor, Decision, initiative_id)


def latest(cursor: Cursor, initiative_id: str) -> Decision | None:
    """Read the latest decision within a read or a change."""
    return decision_records.latest(cursor, Decision, initiative_id)
