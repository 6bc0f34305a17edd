"""The decision: recorded with its reason, dissent and evidence, and shown for as long as it stands."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from components import tables, trading, verdicts
from components.downloads import decision_files
from components.links import link
from components.text import day, plain, with_range
from data import decisions
from data.runs import Run
from lifecycle.build.comparison import Comparison
from lifecycle.build.group_thresholds import GroupThresholds
from lifecycle.build.record_exports import Recorded, cost
from lifecycle.catalogue import roles
from lifecycle.facts import Facts
from pages.build import attesting, group_pricing
from pages.here import Here, done, saying

MEASURING = "Measuring guardrails and freezing the evidence"
OTHER_RUN = ":material/history: It was decided on another run than the one shown here."
PRESENT = ("sponsor", "product", "science", "process", "risk")


def offer(
    place: Here,
    run: Run,
    comparison: Comparison,
    owners: dict[str, str],
    candidate: str,
    threshold: float,
    *,
    decided: bool,
) -> None:
    """Ask for the decision; once this training has been decided on, offer to decide anew, folded away."""
    if not decided:
        form(place, run, comparison, owners, candidate, threshold)
        return
    again = st.expander("Decide anew", icon=":material/gavel:", key=f"again/{run.id}", on_change="rerun")
    if again.open:
        with again:
            form(place, run, comparison, owners, candidate, threshold)


def form(
    place: Here, run: Run, comparison: Comparison, owners: dict[str, str], candidate: str, threshold: float
) -> None:
    """Take the decision down: who, why, who disagreed."""
    split = group_pricing.chosen(place, run, comparison, candidate)
    with st.container(border=True):
        acting = f"acting from {threshold:.3f}"
        if split is not None:
            acting = f"a threshold for each group by {plain(run.task.protected or '')}: "
            acting += trading.thresholds_named(split.thresholds)
        st.markdown(f"**Record the decision:** {plain(comparison.names[candidate])}, {acting}")
        reason, dissent, present = why_and_who(run, owners)
        stated = attesting.ask(place, run)
        if st.button("Record the decision", type="primary", icon=":material/gavel:"):
            bar, made = st.progress(0.0, MEASURING), None
            with saying():
                made = decisions.decide(
                    place.store,
                    place.act(),
                    run.initiative_id,
                    run.id,
                    candidate,
                    threshold if split is None else None,
                    by_group=None if split is None else split.thresholds,
                    reason=reason,
                    dissent=dissent,
                    present=present,
                    review=stated.review,
                    purposes=stated.purposes,
                    choice=stated.choice,
                    report=lambda share, text: _tell(bar, share, text),
                )
            bar.empty()
            if made:
                done(f"Decision {made.number} is recorded.")
                st.rerun()


def why_and_who(run: Run, owners: dict[str, str]) -> tuple[str, str, dict[str, str]]:
    """Ask for the reason, the dissent, and who was there by role."""
    reason = st.text_area("Why this one?", height=80, key=f"reason/{run.id}")
    dissent = st.text_input("Who saw it differently, and why? (optional)", key=f"dissent/{run.id}")
    st.caption(
        "Who was there. Whoever is named here takes part in the decision and cannot waive a check of it in Deploy: "
        f"clear {roles()['risk'].name} if that person is to stay free for it."
    )
    with st.grid(3, min_column_width=200):
        present = {
            key: st.text_input(roles()[key].name, owners.get(key, ""), key=f"present/{run.id}/{key}") for key in PRESENT
        }
    return reason, dissent, present


def _tell(bar: DeltaGenerator, share: float, text: str) -> None:
    """Say how far the guardrails are measured."""
    bar.progress(share, f"{MEASURING}: {text}")


def latest(facts: Facts, run: Run | None) -> None:
    """Show the decision that stands, with its guardrails; `run` is the one that is shown."""
    decision = facts.decision
    if decision is None:
        return
    currency = facts.contract.terms.currency if facts.contract else "EUR"
    with st.container(border=True):
        champion = decision.champion
        st.markdown(
            f":material/gavel: **Decision {decision.number}, {day(decision.decided_at)}:** {plain(champion.name)} "
            f"{plain(decision.acts())}, worth {with_range(champion.value, currency)} a year under contract "
            f"v{decision.contract_version}."
        )
        because(decision)
        if run is None or run.id != decision.run_id:
            st.caption(OTHER_RUN)
        if decision.by_group is not None:
            groups_of(decision.by_group, currency)
        decision_files(facts.initiative.name, facts.initiative.slug, decision, currency, facts.versions)
        with st.expander("Guardrails, as measured for this decision"):
            verdicts.show(decision.verdicts)
        if facts.release is None or facts.release.decision != decision.number:
            link("deploy", "**Next:** the readiness gate", facts.initiative.slug, icon=":material/arrow_forward:")


def groups_of(found: GroupThresholds, currency: str) -> None:
    """Show what each group's threshold does, what that costs against one for all, and who allowed it."""
    rows = [
        {
            "Group": one.group,
            "Acts from": one.threshold,
            "Cases": one.n,
            "Acted on": one.acted / one.n if one.n else None,
            "Truly yes found": one.found / one.yes if one.yes else None,
        }
        for one in found.groups
    ]
    share = st.column_config.NumberColumn(format="percent")
    tables.table(
        rows,
        hide_index=True,
        column_config={
            "Acts from": st.column_config.NumberColumn(format="%.3f"),
            "Acted on": share,
            "Truly yes found": share,
        },
        alt=f"A threshold for each group by {found.attribute}",
    )
    limits = ", ".join(f"{one.name} {one.reached:.2f}" for one in found.limits)
    reached = f" They reach: {limits}." if limits else ""
    st.caption(
        f"{plain(cost(found, currency))}{reached}  \n:material/gavel: Allowed by {plain(found.term.by)}: "
        f"{plain(found.term.why.rstrip('.'))}. What the law says: {plain(found.term.law)}"
    )


def because(decision: Recorded) -> None:
    """Say why it was decided, who saw it differently, who was there, and who reviewed it."""
    dissent = f" Dissent: {plain(decision.dissent)}" if decision.dissent else ""
    people = ", ".join(f"{plain(name)} ({roles()[role].name})" for role, name in decision.present.items())
    review = decision.review
    reviewed = f"  \nReviewed by {plain(review.name)} ({roles()[review.role].name})" if review else ""
    st.caption(f"Because: {plain(decision.reason)}{dissent}  \nThere: {people}{reviewed}")
