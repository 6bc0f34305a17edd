"""The decision about a forecast or a choice between classes: recorded, and shown for as long as it stands."""

from collections.abc import Callable

import streamlit as st

from components import verdicts
from components.downloads import kind_decision_files
from components.links import link
from components.text import day, plain
from data import kind_decisions
from data.kept_stakes import Set
from data.run_stakes import Worth
from data.runs import Run
from lifecycle.build.kind_decision import How, used
from lifecycle.build.kind_exports import AMOUNTS_ARE, kind_sentence, next_best
from lifecycle.facts import Facts
from pages import here
from pages.build import attesting, record
from pages.here import Here, done, saying

Foot = Callable[[dict[str, str], str, How, Set[Worth], bool], None]


def foot(facts: Facts, run: Run) -> Foot:
    """Make what closes a room: the form for the decision, or what is still missing for one."""
    initiative = facts.initiative
    owners = facts.contract.terms.owners if facts.contract else None
    decided = facts.kind_decision is not None and facts.kind_decision.run_id == run.id

    def close(models: dict[str, str], chosen: str, how: How, now: Set[Worth], whole: bool) -> None:
        if owners is None:
            st.info("A decision is recorded under a contract, and none is in force yet.", icon=":material/info:")
            link("envision", "Sign the contract in Envision", initiative.slug, icon=":material/arrow_forward:")
        elif not whole:
            st.caption("A decision is recorded on all cases: choose “All cases” under the part to look at.")
        elif not decided:
            form(here.here(), run, owners, models, chosen, how, now)
        else:
            again = st.expander("Decide anew", icon=":material/gavel:", key=f"again/{run.id}", on_change="rerun")
            if again.open:
                with again:
                    form(here.here(), run, owners, models, chosen, how, now)

    return close


def form(
    place: Here, run: Run, owners: dict[str, str], models: dict[str, str], chosen: str, how: How, now: Set[Worth]
) -> None:
    """Take the decision down: which candidate, used how, why, who disagreed, who was there."""
    with st.container(border=True):
        if isinstance(how, str):
            chosen = st.selectbox(
                "Decide for",
                list(models),
                index=list(models).index(chosen),
                format_func=models.get,
                key=f"champion/{run.id}",
            )
        st.markdown(f"**Record the decision:** {plain(models[chosen])}, {used(how)}")
        if not now.revision:
            st.caption(":material/warning: Nobody has set the amounts. The record will say that they were assumed.")
        reason, dissent, present = record.why_and_who(run, owners)
        stated = attesting.ask(place, run)
        if st.button("Record the decision", type="primary", icon=":material/gavel:"):
            with saying(), st.spinner("Freezing the evidence"):
                made = kind_decisions.decide(
                    place.store,
                    place.act(),
                    run.initiative_id,
                    run.id,
                    chosen,
                    how,
                    now.revision,
                    reason=reason,
                    dissent=dissent,
                    present=present,
                    review=stated.review,
                    purposes=stated.purposes,
                )
                done(f"Decision {made.number} is recorded.")
                st.rerun()


def latest(facts: Facts, run: Run | None) -> None:
    """Show the decision that stands, with its guardrails; `run` is the one that is shown."""
    decision = facts.kind_decision
    if decision is None:
        return
    with st.container(border=True):
        st.markdown(
            f":material/gavel: **Decision {decision.number}, {day(decision.decided_at)}:** "
            f"{plain(kind_sentence(decision))} {plain(next_best(decision))}"
        )
        record.because(decision)
        st.caption(AMOUNTS_ARE[decision.stakes_assumed])
        if run is None or run.id != decision.run_id:
            st.caption(record.OTHER_RUN)
        kind_decision_files(facts.initiative.name, facts.initiative.slug, decision, facts.versions)
        with st.expander("Guardrails, as measured for this decision"):
            verdicts.show(decision.verdicts)
        st.caption("It stays on record: the gate, releases and Monitor know yes/no decisions.")
