"""Deploy: the verdict, what stands in between, and the release."""

import streamlit as st

from components.links import link
from components.text import CHECK, answer, badge, day, plain, with_range
from data import gates
from data.gates import GateView
from lifecycle.catalogue import roles
from lifecycle.deploy.checks import Result, items
from lifecycle.deploy.gate import Verdict
from lifecycle.facts import Facts
from pages import here
from pages.deploy import forms

place = here.here()
facts = here.opened(place)
COLOURS = {Verdict.NO_GO: "red", Verdict.CONDITIONS: "orange", Verdict.GO: "green"}
ICONS = {Verdict.NO_GO: "block", Verdict.CONDITIONS: "rule", Verdict.GO: "check_circle"}


def verdict(view: GateView) -> None:
    """Show the verdict large, and in a sentence what it rests on."""
    gate, decision = view.gate, view.evidence.decision
    with st.container(key="verdict"):
        colour, icon = COLOURS[gate.verdict], ICONS[gate.verdict]
        st.markdown(f"## :{colour}[:material/{icon}: {gate.verdict.value}]")
    count = len(gate.blockers)
    things = "one thing stands" if count == 1 else f"{count} things stand"
    what = f"{decision.champion.name} from decision {decision.number}"
    if gate.verdict is Verdict.NO_GO and count:
        answer(f"{things.capitalize()} between {what} and GO.")
    elif gate.verdict is Verdict.NO_GO:
        answer(f"Too many checks are waived: at most three conditions are allowed, {len(gate.conditions)} are waived.")
    elif gate.verdict is Verdict.CONDITIONS:
        dated = "one dated condition" if len(gate.conditions) == 1 else f"{len(gate.conditions)} dated conditions"
        answer(f"{what} may be released, with {dated}.")
    else:
        answer(f"{what} may be released: every check in force is settled.")


def line(result: Result) -> None:
    """Show one check with its finding and the button that closes it."""
    left, right = st.columns([6, 1], vertical_alignment="center")
    blocks = "" if result.blocking else " :gray[:small[does not block at this rigour]]"
    how = "computed" if result.item.how == "computed" else "attested"
    left.markdown(
        f"{badge(*CHECK[result.outcome])} **{result.item.name}**{blocks}  \n"
        f":gray[:small[{plain(result.sentence)} · {how} · {roles()[result.item.owner].name}]]"
    )
    with right:
        forms.settle(place, facts.initiative, result)


def released(facts: Facts) -> None:
    """Show the release that stands."""
    release = facts.release
    if release is None:
        return
    currency = facts.contract.terms.currency if facts.contract else "EUR"
    signed = ", ".join(f"{plain(name)} ({roles()[role].name})" for role, name in release.signed_by.items())
    with st.container(border=True):
        st.markdown(
            f":material/rocket_launch: **Release {release.number}, {day(release.released_at)}:** {release.candidate} "
            f"{plain(release.acts())}, {release.plan.method.value}, {release.plan.exposure:.0%} of cases, "
            f"worth {with_range(release.value, currency)} a year. Verdict then: {release.verdict}."
        )
        conditions = f"  \nConditions: {plain('; '.join(release.conditions))}" if release.conditions else ""
        st.caption(f"Signed by {signed}{conditions}")
        link("monitor", "**Next:** watch what arrives", facts.initiative.slug, icon=":material/arrow_forward:")


view = gates.load(place.store, place.who, facts.initiative.id, place.now)
released(facts)
if view is None:
    if facts.kind_decision:
        answer(gates.why_closed(place.store, place.who, facts.initiative.id))
    else:
        answer("There is nothing to release yet: a signed contract and a decision come first.")
    page = "build" if facts.contract else "envision"
    link(page, f"Go to {page.capitalize()}", facts.initiative.slug, icon=":material/arrow_forward:")
elif facts.release is None or facts.release.decision != view.evidence.decision.number:
    verdict(view)
    if view.gate.blockers:
        with st.container(border=True):
            for result in view.gate.blockers:
                line(result)
    if view.gate.verdict is not Verdict.NO_GO:
        forms.sign_off(place, facts)
if view:
    done_with = facts.release is not None and facts.release.decision == view.evidence.decision.number
    st.subheader("The checks, judged today" if done_with else "All checks", anchor=False)
    in_force = len(view.gate.results)
    st.caption(
        f"{in_force} of the {len(items())} checks of the catalogue are in force, at {view.gate.rigour.value} rigour "
        "(the highest dial of the contract). The group with most left to do comes first."
    )
    for name, results in view.gate.groups():
        settled = sum(r.outcome.value in ("pass", "not applicable", "waived") for r in results)
        with st.expander(f"{name} :gray[{settled} of {len(results)} settled]"):
            for result in results:
                st.markdown(f"{badge(*CHECK[result.outcome])} **{result.item.name}**  \n{plain(result.sentence)}")
