"""From canvas to contract: what is missing, offering it, signing it by role, amending it."""

import json

import streamlit as st

from components.text import answer, day, plain
from data import canvases, contracts
from lifecycle.catalogue import roles
from lifecycle.contract import Version, changes
from lifecycle.envision.canvas import Canvas, missing, to_contract
from lifecycle.errors import BadInput
from lifecycle.facts import Facts
from pages.here import Here, done, saying


def versions(place: Here, facts: Facts) -> None:
    """Say how the contract stands, and show the versions there are."""
    force = facts.contract
    waiting = next((version for version in facts.versions if version.waiting), None)
    if waiting:
        names = ", ".join(roles()[key].name for key in waiting.missing_roles)
        count = len(waiting.missing_roles)
        waits = "one signature" if count == 1 else f"{count} signatures"
        answer(f"Contract v{waiting.number} waits for {waits}: {names}.")
        _sign(place, facts, waiting)
    elif force and force.in_force_since:
        review = day(force.terms.review_date)
        answer(f"Contract v{force.number} is in force since {day(force.in_force_since)}; it is reviewed on {review}.")
    else:
        answer("Fill in the canvas together; when it is complete it is signed as the value contract.")
    if facts.versions:
        with st.expander("Versions and signatures"):
            for version in reversed(facts.versions):
                _version(version, facts)


def _version(version: Version, facts: Facts) -> None:
    state = (
        "withdrawn"
        if version.withdrawn_at
        else f"in force since {day(version.in_force_since)}"
        if version.in_force_since
        else "waiting for signatures"
    )
    st.markdown(f"**Version {version.number}**, {state}. Hash `{version.terms.fingerprint()[:16]}…`")
    if version.reason:
        st.caption(f"Reason: {plain(version.reason)}")
    for signature in version.signatures:
        st.markdown(
            f":material/draw: {plain(signature.name)}, {roles()[signature.role].name}, {day(signature.at)} "
            f":gray[:small[signed `{signature.fingerprint[:16]}…`]]"
        )
    before = next((v for v in facts.versions if v.number == version.number - 1), None)
    if before and (found := changes(before.terms, version.terms)):
        rows = [{"What": where, "Before": old, "After": new} for where, old, new in found]
        st.dataframe(rows, hide_index=True, alt=f"What version {version.number} changed")
    st.download_button(
        f"Version {version.number} as JSON",
        json.dumps(version.terms.body(), indent=2, ensure_ascii=False),
        file_name=f"{facts.initiative.slug}-contract-v{version.number}.json",
        icon=":material/download:",
        key=f"download_v{version.number}",
    )


def _sign(place: Here, facts: Facts, version: Version) -> None:
    """Take signatures by role, each with the name of the person who signs."""
    with st.container(border=True):
        st.caption(
            f"Whoever signs puts their name under exactly these terms (hash {version.terms.fingerprint()[:16]}…). "
            "The second line signs for itself: nobody signs in both lines."
        )
        for key in version.missing_roles:
            role = roles()[key]
            left, right = st.columns([3, 1], vertical_alignment="bottom")
            name = left.text_input(
                role.name, version.terms.owners.get(key, ""), help=role.does, key=f"sign_{version.number}_{key}"
            )
            if right.button("Sign", key=f"do_sign_{version.number}_{key}", width="stretch"):
                with saying():
                    initiative = facts.initiative.id
                    signed = contracts.add_signature(place.store, place.act(key), initiative, version.number, key, name)
                    done("Signed." if signed.missing_roles else f"Contract v{version.number} is in force.")
                    st.rerun()
        if st.button("Withdraw this version", type="tertiary"):
            with saying():
                contracts.withdraw(place.store, place.act(), facts.initiative.id, version.number)
                done("Withdrawn. It stays on record.")
                st.rerun()


def foot(place: Here, facts: Facts, values: Canvas) -> None:
    """Say what is missing, or offer what is there for signature."""
    st.divider()
    gaps, force = missing(values), facts.contract
    if any(version.waiting for version in facts.versions):
        st.caption("A version waits for signatures above. Changes made here now go into the next version.")
    elif gaps:
        first = ", ".join(f"{gap.label} ({gap.owner})" for gap in gaps[:4])
        rest = f" and {len(gaps) - 4} more" if len(gaps) > 4 else ""
        one = len(gaps) == 1
        st.markdown(
            f"**{len(gaps)} thing{' is' if one else 's are'} missing before this can be signed:** {first}{rest}."
        )
    else:
        _offer(place, facts, values, force)
    if st.button("Undo the last change", icon=":material/undo:", type="tertiary"):
        with saying():
            labels = canvases.undo(place.store, place.act(), facts.initiative.id)
            _forget_widgets(facts)
            done(f"Undone: {', '.join(labels)}.")
            st.rerun()


def _offer(place: Here, facts: Facts, values: Canvas, force: Version | None) -> None:
    try:
        terms = to_contract(values)
    except BadInput as problem:
        st.error(str(problem), icon=":material/error:")
        return
    if force and not changes(force.terms, terms):
        st.caption(f"The canvas is what contract v{force.number} says. Change a field to amend it.")
        return
    reason = ""
    if force:
        found = changes(force.terms, terms)
        st.markdown(f"**{len(found)} change{'s' if len(found) > 1 else ''} to contract v{force.number}**")
        st.dataframe(
            [{"What": where, "Before": old, "After": new} for where, old, new in found],
            hide_index=True,
            alt="What would change",
        )
        reason = st.text_input(
            "Why does the contract change?", placeholder="One sentence that later readers will understand"
        )
    number = 1 + max((v.number for v in facts.versions), default=0)
    if st.button(f"Offer version {number} for signature", type="primary", icon=":material/draw:"):
        with saying():
            contracts.offer(place.store, place.act(), facts.initiative.id, reason)
            done(f"Version {number} is offered for signature.")
            st.rerun()


def _forget_widgets(facts: Facts) -> None:
    """Let the fields be filled from the store again."""
    for key in [k for k in st.session_state if str(k).startswith(f"canvas/{facts.initiative.slug}/")]:
        del st.session_state[key]
