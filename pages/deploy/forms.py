"""The forms that settle a check, write the plan, and sign a release."""

from datetime import UTC, datetime, time, timedelta

import streamlit as st

from data import gates
from lifecycle.catalogue import roles
from lifecycle.deploy.checks import Outcome, Result, Statement
from lifecycle.deploy.gate import MOST_WAIVER_DAYS
from lifecycle.deploy.release import Method, Plan
from lifecycle.facts import Facts
from lifecycle.initiative import Initiative
from lifecycle.metrics import metrics
from pages.here import Here, done, saying

PLANNED = ("method", "exit_criteria")
ATTEST = {"It is done": Outcome.PASS, "It is not": Outcome.FAIL, "It does not apply": Outcome.NOT_APPLICABLE}
WAIVE = "Waive it, with an end date"


def settle(place: Here, initiative: Initiative, result: Result) -> None:
    """Offer what closes a check: the plan, an attestation, a reason, or a waiver."""
    label = "Plan" if result.item.key in PLANNED else "Attest" if result.item.how == "attested" else "Settle"
    with st.popover(label, width="stretch", key=f"settle/{initiative.slug}/{result.item.key}"):
        if result.item.key in PLANNED:
            plan(place, initiative, result.item.key)
        else:
            _state(place, initiative, result)


def _state(place: Here, initiative: Initiative, result: Result) -> None:
    key = f"check/{initiative.slug}/{result.item.key}"
    st.caption(result.item.asks or result.item.name)
    if result.item.how == "computed":
        st.caption("This check is computed: it passes when its evidence does. Until then it can only be waived.")
    choices = (ATTEST if result.item.how == "attested" else {}) | {WAIVE: Outcome.WAIVED}
    choice = st.selectbox("Statement", list(choices), key=f"{key}/choice")
    waived = choices[choice] is Outcome.WAIVED
    text = st.text_area("On what evidence, or for what reason?", key=f"{key}/text", height=80)
    left, right = st.columns(2)
    name = left.text_input("Your name", key=f"{key}/name")
    names = {role: item.name for role, item in roles().items()}
    options = ["risk"] if waived else list(names)
    owner = options.index(result.item.owner) if result.item.owner in options else 0
    role = right.selectbox("Your role", options, owner, format_func=lambda r: names[r], key=f"{key}/role/{waived}")
    until = None
    if waived:
        latest = place.now.date() + timedelta(days=MOST_WAIVER_DAYS)
        day = st.date_input("Until", place.now.date() + timedelta(days=30), max_value=latest, key=f"{key}/until")
        until = datetime.combine(day, time(23, 59), UTC)
    above = st.container()  # a popover ends right under its button: what is said below it is not seen
    if st.button("Save the statement", key=f"{key}/save", type="primary"):
        with above, saying():
            statement = Statement(result.item.key, choices[choice], text, name, role, place.now, until)
            gates.state(place.store, place.act(role), initiative.id, statement)
            done(f"{result.item.name}: saved.")
            st.rerun()


def plan(place: Here, initiative: Initiative, where: str) -> None:
    """Write how it is released and on which number the stage ends."""
    key = f"plan/{initiative.slug}/{where}"
    view = gates.load(place.store, place.who, initiative.id, place.now)
    if view is None:
        return
    metric = metrics()[view.evidence.version.terms.boundary.metric]
    old = view.evidence.plan
    methods = list(Method)
    index = methods.index(old.method if old else Method.FULL)
    method = st.selectbox("Method", methods, index=index, format_func=lambda m: m.value, key=f"{key}/method")
    fixed = {Method.FULL: 100, Method.SHADOW: 0}.get(method)
    share = fixed
    if share is None:
        share = st.number_input("Share of cases it decides (%)", 1, 100, 50, key=f"{key}/share")
    else:
        st.caption(f"A {method.value} release decides {share} % of cases.")
    unit = "money" if metric.unit == "money" else metric.unit
    value = st.number_input(f"The stage ends at: {metric.name} of at least ({unit})", value=None, key=f"{key}/value")
    cases = st.number_input("Judged on at least so many cases", min_value=1, value=None, step=1, key=f"{key}/cases")
    above = st.container()
    if st.button("Save the plan", key=f"{key}/save", type="primary"):
        with above, saying():
            exit_value = None if value is None else value / metric.factor
            made = Plan(method, share / 100, exit_value, int(cases) if cases else None)
            gates.plan(place.store, place.act("product"), initiative.id, made)
            done("The release plan is saved.")
            st.rerun()


def sign_off(place: Here, facts: Facts) -> None:
    """Take the two signatures a release needs."""
    owners = facts.contract.terms.owners if facts.contract else {}
    with st.container(border=True):
        st.markdown("**Release it.** Two people sign, one in each line of defence.")
        left, right = st.columns(2)
        product = left.text_input(roles()["product"].name, owners.get("product", ""))
        risk = right.text_input(roles()["risk"].name, owners.get("risk", ""))
        if st.button("Release", type="primary", icon=":material/rocket_launch:"):
            with saying():
                made, _ = gates.release(place.store, place.act("product"), facts.initiative.id, product, risk)
                done(f"Release {made.number} is made; its stream is open.")
                st.rerun()
