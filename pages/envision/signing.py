"""From canvas to contract: what is missing, offering it, signing it by role, amending it."""

import streamlit as st

from components import tables
from components.downloads import contract_files
from components.links import PATHS
from components.text import answer, day, plain
from data import canvases, contracts, strategy
from lifecycle.catalogue import roles
from lifecycle.contract import ValueContract, Version, changes
from lifecycle.envision.canvas import Canvas, Missing, from_contract, missing, sections, to_contract
from lifecycle.envision.differences import Difference, differences
from lifecycle.envision.governance import dial_facts, holds
from lifecycle.erosion import erosion
from lifecycle.errors import BadInput
from lifecycle.facts import Facts
from lifecycle.people import named_otherwise
from lifecycle.strategy.items import Item
from lifecycle.strategy.policies import WAY_OUT, broken, inherited, outgrown
from pages.envision.editing import Editing, clock
from pages.here import Here, done, saying

BEFORE_AFTER = ("Before", "After")
COUNTS = {1: "One thing is", 2: "Two things are", 3: "Three things are", 4: "Four things are", 5: "Five things are"}


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
            if (moved := erosion(facts.versions)) and moved.last > moved.first:
                st.caption(plain(moved.sentence))
            if len(facts.versions) > 2:
                _compare(facts)
            for version in reversed(facts.versions):
                _version(place, version, facts)


def _compare(facts: Facts) -> None:
    """Show what differs between any two versions; each version below says what it changed of the one before."""
    by_number = {version.number: version for version in facts.versions}
    numbers, own = list(by_number), facts.initiative.id
    with st.grid(2, min_column_width=165):
        first = st.selectbox("Compare version", numbers, 0, key=f"compare/{own}/first")
        last = st.selectbox("with version", numbers, len(numbers) - 1, key=f"compare/{own}/last")
    found = _differ(by_number[first].terms, by_number[last].terms)
    if not found:
        st.caption(f"Versions {first} and {last} say the same." if first != last else "Choose two different versions.")
        return
    _table(found, (f"Version {first}", f"Version {last}"), f"What differs between version {first} and version {last}")


def _differ(before: ValueContract, after: ValueContract) -> list[Difference]:
    """Say what differs between two contracts in the words of the canvas, which loses nothing of either."""
    return differences(from_contract(before), from_contract(after))


def _table(found: list[Difference], heads: tuple[str, str], alt: str) -> None:
    rows = [{"What": one.label, heads[0]: one.before, heads[1]: one.after} for one in found]
    # As wide as each other: a long text on one side must not push the other out of sight.
    widths = {name: st.column_config.TextColumn(width="medium") for name in ("What", *heads)}
    tables.table(rows, hide_index=True, alt=alt, column_config=widths)


def _version(place: Here, version: Version, facts: Facts) -> None:
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
        _stand_in(signature.name, signature.role, version)
    before = next((v for v in facts.versions if v.number == version.number - 1), None)
    if before and (found := _differ(before.terms, version.terms)):
        _table(found, BEFORE_AFTER, f"What version {version.number} changed")
    contract_files(facts.initiative.name, facts.initiative.slug, version, facts.versions, place.now)


def _stand_in(name: str, role: str, version: Version) -> None:
    """Say that a signature is not that of the person these terms name in its role."""
    if other := named_otherwise(name, roles()[role].name, version.terms.owners.get(role, "")):
        st.caption(f":material/warning: {plain(other)} The signature keeps the name that was entered.")


def _sign(place: Here, facts: Facts, version: Version) -> None:
    """Take signatures by role, each with the name of the person who signs."""
    with st.container(border=True):
        st.caption(
            f"Whoever signs puts their name under exactly these terms (hash {version.terms.fingerprint()[:16]}…). "
            "The second line signs for itself: nobody signs in both lines."
        )
        if stale := outgrown(version.terms, strategy.in_force(place.store), place.now):
            st.warning(
                plain(f"This version cannot come into force. {' '.join(stale)} {WAY_OUT}"), icon=":material/policy:"
            )
        for key in version.missing_roles:
            role = roles()[key]
            left, right = st.columns([3, 1], vertical_alignment="bottom")
            name = left.text_input(
                role.name, version.terms.owners.get(key, ""), help=role.does, key=f"sign_{version.number}_{key}"
            )
            if name.strip():
                _stand_in(name, key, version)
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


def foot(place: Here, facts: Facts, values: Canvas, editing: Editing, held: list[Item]) -> None:
    """Say what is missing, or offer what is there for signature; what policies ask for is said before the click."""
    st.divider()
    known = dial_facts(values)
    limits = broken(values, held, known, place.now)
    named = {gap.path for gap in limits}
    gaps = [gap for gap in missing(values) if gap.path not in named]
    gaps += [*holds(values, inherited(held, known)), *limits]
    force = facts.contract
    if any(version.waiting for version in facts.versions):
        st.caption("A version waits for signatures above. Changes made here now go into the next version.")
    elif gaps:
        _missing(facts.initiative.slug, gaps)
    else:
        _offer(place, facts, values, force)
    _undo(place, facts, editing)


def _undo(place: Here, facts: Facts, editing: Editing) -> None:
    """Offer to take the last change back, and say whose and what it is."""
    own = facts.initiative.id
    latest = canvases.last(place.store, place.who, own)
    if latest is None:
        return
    label = f"Undo: {latest.editor}'s change of {latest.what}, {clock(latest.at)}"
    # The run a click starts draws the newest label: what was pressed is the one of the run before.
    shown = st.session_state.get(f"undo/{own}/shown", 0)
    st.session_state[f"undo/{own}/shown"] = latest.revision
    if st.button(plain(label), icon=":material/undo:", type="tertiary", key=f"undo/{own}"):
        with saying():
            labels = canvases.undo(place.store, place.act(), own, shown)
            editing.refresh_all()
            done(f"Undone: {', '.join(labels)}.")
            st.rerun()


def _missing(slug: str, gaps: list[Missing]) -> None:
    """Name all that is missing, section by section with who sees to it; each leads to its section by the address."""
    count = COUNTS.get(len(gaps), f"{len(gaps)} things are")
    st.markdown(f"**{count} missing before this can be signed:**")
    for section in sections():
        held = [gap for gap in gaps if gap.section == section.title]
        if not held:
            continue
        st.caption(f"**{section.title}** · {plain(held[0].owner)}")
        said = [gap for gap in held if gap.label.endswith(".")]
        with st.container(horizontal=True, gap="small"):
            for gap in held:
                if gap not in said:
                    _lead(slug, section.key, gap, plain(gap.label))
        for gap in said:  # a sentence is to be read, and has its link beneath it
            st.markdown(f"- {plain(gap.label)}")
            _lead(slug, section.key, gap, f"Mend it under {section.title}")


def _lead(slug: str, section: str, gap: Missing, label: str) -> None:
    """Lead to the section of a field by the address, which names the field too."""
    address = {"initiative": slug, "section": section, "field": gap.path}
    st.page_link(PATHS["envision"], label=label, query_params=address)


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
        found = _differ(force.terms, terms)
        st.markdown(f"**{len(found)} change{'s' if len(found) > 1 else ''} to contract v{force.number}**")
        _table(found, BEFORE_AFTER, "What would change")
        reason = st.text_input(
            "Why does the contract change?", placeholder="One sentence that later readers will understand"
        )
    number = 1 + max((v.number for v in facts.versions), default=0)
    if st.button(f"Offer version {number} for signature", type="primary", icon=":material/draw:"):
        with saying():
            contracts.offer(place.store, place.act(), facts.initiative.id, reason)
            done(f"Version {number} is offered for signature.")
            st.rerun()
