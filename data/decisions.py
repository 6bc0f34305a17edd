"""Decision records: a champion at an operating point, frozen with its evidence."""

from data import contracts, datasets, runs
from data.codec import first, from_json, plain, to_json, utc
from data.runs import Run
from data.store import Cursor, Saved, Store
from lifecycle.access import Principal, check_change, check_work_in
from lifecycle.audit import Act, event
from lifecycle.build.artefact import load_model
from lifecycle.build.card import model_card
from lifecycle.build.comparison import FIXED, INCUMBENT, TREAT_ALL, TREAT_NONE, Comparison, Row
from lifecycle.build.dataset import labels
from lifecycle.build.decision import Decision, check_reason, flip_rate
from lifecycle.build.fairness import group_rates
from lifecycle.build.resampling import grid_index
from lifecycle.build.stakes import of_contract
from lifecycle.contract import ValueContract
from lifecycle.errors import BadInput, Conflict
from lifecycle.guardrails import Evidence, GroupRate, judge_all
from lifecycle.ids import sha256


def decide(
    store: Store,
    act: Act,
    initiative_id: str,
    run_id: str,
    champion: str,
    threshold: float,
    *,
    reason: str,
    dissent: str = "",
    present: dict[str, str],
) -> Decision:
    """Record which candidate runs at which threshold; everything it rests on is computed now and frozen.

    Raises:
        BadInput: no such candidate or threshold, or reason and names are missing.
        Conflict: no contract is in force, or it changed meanwhile.

    """
    check_change(act.who, initiative_id)
    check_reason(reason, present)
    with store.read() as cursor:
        run, force = runs.find(cursor, initiative_id, run_id), contracts.current(cursor, initiative_id)
        dataset = datasets.describe(cursor, run.dataset_id)
    if force is None:
        raise Conflict("No contract is in force yet: sign it in Envision, then decide.")
    _check_choice(run, champion, threshold)
    comparison = runs.compare(store, run, of_contract(force.terms))
    evidence = gather(store, act.who, run, force.terms, champion, threshold)
    fitted = next(item for item in run.facts.candidates if item.key == champion)

    def change(cursor: Cursor) -> Saved[Decision]:
        check_change(act.who, initiative_id)
        now = contracts.current(cursor, initiative_id)
        if now is None or now.number != force.number:
            raise Conflict("The contract changed while this was being decided. Look at the new figures first.")
        number = 1 + _last_number(cursor, initiative_id)
        made = Decision(
            number=number,
            run_id=run.id,
            contract_version=force.number,
            contract_fingerprint=force.terms.fingerprint(),
            champion=evidence.champion,
            challengers=_others(comparison, champion),
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
        )
        cursor.execute("INSERT INTO decision VALUES (?, ?, ?, ?)", [initiative_id, number, to_json(made), utc(act.at)])
        after = {
            "champion": champion,
            "threshold": threshold,
            "value": plain(made.champion.value),
            "contract": force.number,
            "reason": made.reason,
        }
        entry = event(act, "decision.recorded", f"decision {number}", initiative_id=initiative_id, after=after)
        return Saved(made, (entry,))

    return store.write(change)


def gather(store: Store, who: Principal, run: Run, terms: ValueContract, champion: str, threshold: float) -> Evidence:
    """Compute what guardrails are judged on, for a candidate at a threshold; a model file is loaded on trial."""
    comparison, found = runs.compare(store, run, of_contract(terms)), runs.arrays(store, run.id)[0]
    scores, retrained = found[f"scores/{champion}"], found.get(f"retrained/{champion}")
    rule, named = _rule(comparison)
    recorded, there = _artefact(store, run, champion)
    row = comparison.row(champion, threshold)
    with store.read() as cursor:
        dataset = datasets.describe(cursor, run.dataset_id)
    return Evidence(
        contract=terms,
        champion=row,
        over_rule=comparison.difference((champion, threshold), rule),
        rule=named,
        flips=None if retrained is None else flip_rate(scores.tolist(), retrained.tolist(), threshold),
        identifiers=run.facts.identifiers,
        groups=_groups(store, who, run, scores >= threshold),
        artefact_sha256=recorded,
        artefact_found=there,
        card={k: bool(v) for k, v in model_card(terms, row, dataset.name, list(run.task.features)).items()},
    )


def _rule(comparison: Comparison) -> tuple[tuple[str, float | None], str]:
    """Find the row that needs no model to be compared with: the rule of thumb, today's list, or all or none."""
    if "rule" in comparison.names:
        return ("rule", comparison.best_threshold("rule")), "the rule of thumb"
    if comparison.has_incumbent:
        return (INCUMBENT, None), "today's list"
    key = max((TREAT_ALL, TREAT_NONE), key=lambda key: comparison.yearly(key, None)[0])
    return (key, None), "acting on everyone" if key == TREAT_ALL else "acting on no one"


def _artefact(store: Store, run: Run, champion: str) -> tuple[str, str]:
    """Load a candidate's model file on trial; gives the hash that was recorded and the one found, or two empty ones."""
    if not next(item.sha256 for item in run.facts.candidates if item.key == champion):
        return "", ""
    content, recorded = runs.artefact(store, run.id, champion)
    load_model(content, recorded)
    return recorded, sha256(content)


def _groups(store: Store, who: Principal, run: Run, acted) -> tuple[GroupRate, ...] | None:  # type: ignore[no-untyped-def]
    if run.task.protected is None:
        return None
    frame = datasets.frame(store, who, run.initiative_id, run.dataset_id)
    return group_rates(frame[run.task.protected], labels(frame, run.task), acted)


def _check_choice(run: Run, champion: str, threshold: float) -> None:
    if champion in FIXED or champion not in run.facts.names:
        raise BadInput(f"{champion!r} is not a trained candidate. Choose one of {', '.join(run.facts.names)}.")
    try:
        grid_index(threshold)
    except ValueError as problem:
        raise BadInput(f"This {problem}.") from None


def _others(comparison: Comparison, champion: str) -> tuple[Row, ...]:
    """Freeze every other row at its own best threshold."""
    best = {key: None if key in FIXED else comparison.best_threshold(key) for key in comparison.rows()}
    return tuple(comparison.row(key, threshold) for key, threshold in best.items() if key != champion)


def _last_number(cursor: Cursor, initiative_id: str) -> int:
    row = first(cursor.execute("SELECT max(number) FROM decision WHERE initiative_id = ?", [initiative_id]).fetchall())
    return int(row[0]) if row and row[0] else 0


def listing(store: Store, who: Principal, initiative_id: str) -> list[Decision]:
    """Read every decision of an initiative, the latest first."""
    check_work_in(who, initiative_id)
    with store.read() as cursor:
        rows = cursor.execute(
            "SELECT body FROM decision WHERE initiative_id = ? ORDER BY number DESC", [initiative_id]
        ).fetchall()
    return [from_json(Decision, row[0]) for row in rows]


def latest(cursor: Cursor, initiative_id: str) -> Decision | None:
    """Read the latest decision within a read or a change."""
    row = first(
        cursor.execute(
            "SELECT body FROM decision WHERE initiative_id = ? ORDER BY number DESC LIMIT 1", [initiative_id]
        ).fetchall()
    )
    return from_json(Decision, row[0]) if row else None
