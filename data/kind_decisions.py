"""Decision records about forecasts and choices between classes, frozen with their evidence."""

from collections.abc import Mapping

from data import contracts, datasets, decision_records, kind_comparisons, kind_groups, run_stakes, runs
from data.codec import plain, to_json, utc
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build import regression
from lifecycle.build.card import card_of_any
from lifecycle.build.dataset import BINARY
from lifecycle.build.decision import check_reason
from lifecycle.build.kind_decision import (
    PREDICTED,
    How,
    KindDecision,
    Ranked,
    Split,
    check_candidate,
    check_how,
    rank_choices,
    rank_forecasts,
    used,
)
from lifecycle.build.multiclass import Choices, MatrixStakes
from lifecycle.build.ranges import declare
from lifecycle.build.regression import Adjustment, Compared, UnitStakes
from lifecycle.build.review import Review, check_review
from lifecycle.build.worker import TRAINED
from lifecycle.catalogue import catalogue
from lifecycle.contract import ValueContract
from lifecycle.errors import BadInput, Conflict
from lifecycle.guardrails import AnyEvidence, judge_all_any
from lifecycle.ids import sha256


def decide(
    store: Store,
    act: Act,
    initiative_id: str,
    run_id: str,
    champion: str,
    how: How,
    revision: int,
    *,
    reason: str,
    dissent: str = "",
    present: dict[str, str],
    review: Review | None = None,
    purposes: Mapping[str, str] | None = None,
) -> KindDecision:
    """Record which candidate is used and how; everything it rests on is computed now and frozen.

    `how` is the adjustment of a forecast, or the rule classes are decided by; `revision` that of the amounts that were
    looked at. `review` says who looked at it independently, `purposes` what each feature is used for.

    Raises:
        BadInput: no such candidate, `how` does not fit, reason and names are missing, or the model file was changed.
        NotAllowed: the reviewer is the author.
        Conflict: no contract is in force, or it or the amounts changed meanwhile.

    """
    check_change(act.who, initiative_id)
    check_reason(reason, present)
    with store.read() as cursor:
        run, force = runs.find(cursor, initiative_id, run_id), contracts.current(cursor, initiative_id)
        dataset = datasets.describe(cursor, run.dataset_id)
    if force is None:
        raise Conflict("No contract is in force yet: sign it in Envision, then decide.")
    if run.task.kind == BINARY:
        raise BadInput("This training predicts a yes or no: its decision is recorded with a threshold.")
    check_candidate(champion, list(run.facts.names))
    check_how(run.task.kind, how)
    if review:
        check_review(review, present, force.terms.owners)
    seen = run_stakes.of_run(store, act.who, run)
    if seen.revision != revision:
        raise Conflict("The amounts were changed meanwhile. Look at the new figures first.")
    compared = _compared(store, act.who, run, seen.stakes, champion, how)
    ranked = rank_forecasts(compared, champion) if isinstance(compared, Compared) else rank_choices(compared, champion)
    measured = kind_groups.measured(store, act.who, run, compared, champion, how)
    recorded = _artefact(store, run, champion)
    said = {name: (purposes or {}).get(name, "").strip() for name in run.task.features}
    evidence = AnyEvidence(
        contract=force.terms,
        identifiers=run.facts.identifiers,
        artefact_sha256=recorded,
        artefact_found=recorded,
        card=_card(force.terms, run, ranked, how, dataset.name if run.facts.origin == TRAINED else None),
        purposes=said,
        review=review,
        kind=run.task.kind,
        attribute=run.task.protected or "",
        cells=kind_groups.cells(run, measured),
        measured=measured,
    )
    verdicts = judge_all_any(evidence, PREDICTED[run.task.kind])
    ranges = declare(datasets.frame(store, act.who, initiative_id, run.dataset_id), run.task.features)
    facts = run.facts

    def change(cursor: Cursor) -> Saved[KindDecision]:
        check_change(act.who, initiative_id)
        now = contracts.current(cursor, initiative_id)
        if now is None or now.number != force.number:
            raise Conflict("The contract changed while this was being decided. Look at the new figures first.")
        if run_stakes.revision_of(cursor, run) != revision:
            raise Conflict("The amounts changed while this was being decided. Look at the new figures first.")
        if review:
            check_review(review, present, now.terms.owners)
        made = KindDecision(
            number=decision_records.next_number(cursor, initiative_id),
            run_id=run.id,
            kind=run.task.kind,
            contract_version=force.number,
            contract_fingerprint=force.terms.fingerprint(),
            stakes=seen.stakes,
            stakes_assumed=revision == 0,
            how=how,
            champion=ranked.champion,
            challengers=ranked.challengers,
            next_best=ranked.next_best,
            over_next=ranked.over_next,
            reference=ranked.reference,
            reason=reason.strip(),
            dissent=dissent.strip(),
            present={role: name.strip() for role, name in present.items() if name.strip()},
            decided_at=act.at,
            dataset=dataset.name,
            dataset_sha256=dataset.sha256,
            split=Split(facts.split, facts.column, facts.cases, facts.unjudged, facts.source_sha256),
            artefact_sha256=recorded,
            seed=run.seed,
            resamples=facts.resamples,
            versions=facts.versions,
            verdicts=verdicts,
            classes=facts.classes,
            identifiers=facts.identifiers,
            review=review,
            purposes=said,
            ranges=ranges,
        )
        cursor.execute(
            "INSERT INTO kind_decision VALUES (?, ?, ?, ?)", [initiative_id, made.number, to_json(made), utc(act.at)]
        )
        after = {
            "champion": champion,
            "how": plain(how),
            "value": plain(made.champion.value),
            "contract": force.number,
            "reason": made.reason,
            "review": None if review is None else plain(review),
        }
        entry = event(act, "decision.recorded", f"decision {made.number}", initiative_id=initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def _compared(
    store: Store, who: Principal, run: Run, stakes: UnitStakes | MatrixStakes, key: str, how: How
) -> Compared | Choices:
    """Compare on all cases: the champion as it is decided on, every other forecast at its own best adjustment."""
    if isinstance(stakes, UnitStakes) and isinstance(how, Adjustment):
        compared = kind_comparisons.forecasts(store, who, run, stakes, how.way)
        return compared if compared.adjusted[key] == how else regression.moved(compared, key, how, run.seed)
    if isinstance(stakes, MatrixStakes) and isinstance(how, str):
        return kind_comparisons.choices(store, who, run, stakes, how)
    raise BadInput("These amounts do not fit what is predicted. Open the comparison again.")


def _card(terms: ValueContract, run: Run, ranked: Ranked, how: How, dataset: str | None) -> dict[str, bool]:
    known = catalogue("kinds")["kinds"][run.task.kind]
    named = {key: known[key]["name"] for key in ("rmse", "bias", "macro_f1", "log_loss") if key in known}
    champion = ranked.champion
    card = card_of_any(terms, champion.name, used(how), champion.measures, named, dataset, list(run.task.features))
    return {item: bool(text) for item, text in card.items()}


def _artefact(store: Store, run: Run, champion: str) -> str:
    """Give the hash that was recorded for a candidate's model file, once the file has it; empty without a file.

    Raises:
        BadInput: the file was changed.

    """
    if not next(item.sha256 for item in run.facts.candidates if item.key == champion):
        return ""
    content, recorded = runs.artefact(store, run.id, champion)
    if sha256(content) != recorded:
        raise BadInput("The model file is not the one that was recorded: its SHA-256 differs.")
    return recorded


def listing(store: Store, who: Principal, initiative_id: str) -> list[KindDecision]:
    """Read every decision of an initiative about forecasts or classes, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        return decision_records.of_initiative(cursor, KindDecision, initiative_id)


def latest(cursor: Cursor, initiative_id: str) -> KindDecision | None:
    """Read the latest decision about forecasts or classes within a read or a change."""
    return decision_records.latest(cursor, KindDecision, initiative_id)
