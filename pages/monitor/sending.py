"""Getting cases and labels in: by upload, or over HTTP with a token of the stream."""

import streamlit as st

from components import tables
from components.text import day, plain
from data import deliveries, evaluations, grants
from data.audit import SYSTEM
from data.deliveries import Delivery
from data.demo import breast_cancer
from data.jobs import State
from lifecycle.access import can_administer
from lifecycle.audit import Act
from lifecycle.facts import Facts
from lifecycle.initiative import Stream
from pages import here
from pages.here import Here, done, saying

UPLOAD = "upload, "
KINDS = {
    "Scored cases": deliveries.CASES,
    "Labels that became known": deliveries.LABELS,
    "Reference: a period in which the model worked well": deliveries.REFERENCE,
}


def under_way(place: Here, stream: Stream) -> None:
    """Show an evaluation that runs or failed."""
    job = evaluations.under_way(place.runtime.jobs, stream)
    if job is None:
        return
    if job.state is State.FAILED:
        st.error(job.problem, icon=":material/error:")
    else:
        _watch(stream)


@st.fragment(run_every=0.7)
def _watch(stream: Stream) -> None:
    job = evaluations.under_way(here.here().runtime.jobs, stream)
    if job is None or job.state is not State.RUNNING:
        st.rerun()
    st.progress(min(job.share, 1.0), text=f"Evaluating what arrived: {job.text}")


def awaits_labels(facts: Facts, received: list[Delivery]) -> bool:
    """Answer whether somebody uploaded cases last whose truth is not known: it is the next thing to send."""
    latest = next((d for d in received if d.kind != deliveries.REFERENCE), None)
    if latest is None or latest.kind != deliveries.CASES or not latest.origin.startswith(UPLOAD):
        return False
    return facts.evaluation is None or any(w.cases and not w.mature for w in facts.evaluation.windows)


def panel(place: Here, facts: Facts, stream: Stream, received: list[Delivery]) -> None:
    """Offer the ways in, and list what came; open while nothing has come, or the truth of what came is next."""
    labels_next = awaits_labels(facts, received)
    next_up = facts.evaluation is None or labels_next
    box = st.expander(
        "Send cases and labels",
        expanded=next_up,
        icon=":material/upload:",
        key=f"send/{stream.id}/{next_up}",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        upload, http, listed = st.tabs(["Upload a file", "Send over HTTP", "What was received"])
        with upload:
            if breast_cancer.is_example(stream):
                _example(place, stream)
            _upload(place, stream, len(received), labels_next=labels_next)
        with http:
            _http(place, stream)
        with listed:
            _received(received)


def _upload(place: Here, stream: Stream, received: int, *, labels_next: bool) -> None:
    schema = stream.schema
    if labels_next:
        st.markdown("The cases are in. **Next:** deliver their truth when it is known.")
    after = f"{stream.id}/{received}"  # after each delivery the place for the file is empty again
    key = f"kind/{after}/{labels_next}"
    kind = st.radio("What is in the file?", list(KINDS), int(labels_next), horizontal=True, key=key)
    if KINDS[kind] == deliveries.LABELS:
        st.caption(f"CSV or Parquet with the columns {plain(schema.identifier)} and {plain(schema.label)}.")
    else:
        first, others = ", ".join([schema.identifier, schema.time, schema.score]), len(schema.columns()) - 3
        st.caption(
            f"CSV or Parquet with the columns {plain(first)} and {others} more.",
            help=plain(", ".join(schema.columns()[3:])),
        )
    file = st.file_uploader("File", type=["csv", "parquet"], key=f"file/{after}")
    if file is not None and st.button("Deliver this file", type="primary", icon=":material/local_shipping:"):
        with saying(), st.spinner("Reading the file"):
            table = place.runtime.intake.read(file.getvalue(), file.name, [schema.identifier])
            parcel, act = table.parcel(f"{UPLOAD}{file.name}"), place.act()
            if KINDS[kind] == deliveries.LABELS:
                made = deliveries.deliver_labels(place.store, act, stream, parcel)
            else:
                made = deliveries.deliver(place.store, act, stream, parcel, KINDS[kind])
            evaluations.request(place.store, place.runtime.jobs, Act(SYSTEM, place.now), stream)
            repeated = f"This file was received before, as delivery {made.number}. Nothing changed."
            done(repeated if made.repeated else f"{made.rows:,} rows received.")
            st.rerun()


def _example(place: Here, stream: Stream) -> None:
    """Offer the example's kept-aside cases as files, scored by the released model."""
    st.markdown("**The example's later cases.** 171 real cases were kept aside; here they are, scored by your release.")
    with saying():
        cases, labels = breast_cancer.later_cases(place.store, place.who, stream, place.now)
        with st.container(horizontal=True):
            st.download_button("Later cases (CSV)", cases.to_csv(index=False), "later_cases.csv", on_click="ignore")
            st.download_button("Their labels (CSV)", labels.to_csv(index=False), "later_labels.csv", on_click="ignore")
        st.caption("Download both, then deliver the cases and, as it would happen later, their labels.")


def _http(place: Here, stream: Stream) -> None:
    base = str(st.context.url or "http://127.0.0.1:8501").split("/monitor")[0].rstrip("/")
    st.code(
        f"curl -X POST {base}/api/v1/streams/{stream.slug}/batches \\\n"
        '  -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: 2026-11-23" \\\n'
        '  -H "Content-Type: text/csv" --data-binary @cases.csv\n\n'
        f"curl -X POST {base}/api/v1/streams/{stream.slug}/labels \\\n"
        '  -H "Authorization: Bearer $TOKEN" -H "Content-Type: text/csv" --data-binary @labels.csv',
        language="bash",
    )
    st.caption("Parquet goes with Content-Type: application/vnd.apache.parquet. A repeated key changes nothing.")
    if not can_administer(place.who):
        return
    left, middle, right = st.columns([3, 1, 1], vertical_alignment="bottom")
    label = left.text_input("Make a token that may send to this stream and nothing else. Who sends?")
    days = middle.number_input("Days", 1, 90, 30)
    if right.button("Make a token", width="stretch"):
        with saying():
            _, token = grants.make_sending_token(place.store, place.act(), stream.slug, label, int(days))
            st.success("Copy it now: it is shown this once and kept only as a hash.", icon=":material/key:")
            st.code(token, language=None)


def _received(rows: list[Delivery]) -> None:
    if not rows:
        st.caption("Nothing has been received yet.")
        return
    table = [
        {
            "Delivery": d.number,
            "Kind": d.kind,
            "Rows": d.rows,
            "From": day(d.first_at) if d.first_at else "–",
            "To": day(d.last_at) if d.last_at else "–",
            "Received": f"{day(d.received_at)} {d.received_at:%H:%M}",
            "Came by": d.origin,
        }
        for d in rows
    ]
    tables.table(table, hide_index=True, alt="Deliveries received, the latest first")
