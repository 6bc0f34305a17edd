"""Words for the screen: people's text shown as text, dates, statuses with an icon and a word."""

import re
from datetime import date, datetime

import streamlit as st

from lifecycle.boundary import Status
from lifecycle.deploy.checks import Outcome as CheckOutcome
from lifecycle.envision.wording import all_marked
from lifecycle.figures import Interval, money, money_range
from lifecycle.guardrails import Outcome

ADDRESS = re.compile(r"(https?:(?=//)|www(?=\.)|(?<=[\w+.-])@(?=\w))", re.IGNORECASE)
STATUS = {
    Status.ON_TARGET: ("green", "check_circle", "on target"),
    Status.BELOW_TARGET: ("gray", "trending_down", "below target"),
    Status.WARN: ("orange", "warning", "below warning"),
    Status.BELOW_FLOOR: ("red", "dangerous", "below floor"),
    Status.UNKNOWN: ("gray", "help", "not yet known"),
}
OUTCOME = {
    Outcome.PASS: ("green", "check", "kept"),
    Outcome.FAIL: ("red", "close", "not kept"),
    Outcome.INSUFFICIENT: ("orange", "question_mark", "insufficient data"),
    Outcome.NOT_APPLICABLE: ("gray", "remove", "not applicable"),
    Outcome.REPORTED: ("gray", "info", "reported"),
}
CHECK = {
    CheckOutcome.PASS: ("green", "check", "pass"),
    CheckOutcome.FAIL: ("red", "close", "fail"),
    CheckOutcome.MISSING: ("orange", "hourglass_empty", "missing"),
    CheckOutcome.NOT_APPLICABLE: ("gray", "remove", "not applicable"),
    CheckOutcome.WAIVED: ("orange", "event", "waived"),
}


def plain(text: str) -> str:
    """Escape what people wrote for a place that reads Markdown: it is shown as it was typed, on one line.

    An address becomes a link there whatever is escaped in it, so an invisible sign is put into it.
    """
    return all_marked(ADDRESS.sub("\\1\N{WORD JOINER}", " ".join(text.split())))


def badge(colour: str, icon: str, word: str) -> str:
    """Write a status as a badge: never by colour alone."""
    return f":{colour}-badge[:material/{icon}: {word}]"


def status_badge(status: Status) -> str:
    """Write where a metric stands."""
    return badge(*STATUS[status])


def day(moment: date | datetime) -> str:
    """Write a day the way it is read in every country: 3 Mar 2026."""
    return f"{moment.day} {moment:%b %Y}"


def days(count: float) -> str:
    """Write a number of days: "1 day", "12 days"."""
    return f"{count:.0f} day{'' if round(count) == 1 else 's'}"


def lasting(count: float) -> str:
    """Say how long something has lasted, in days: "since today", "for 12 days"."""
    return "since today" if count < 1 else f"for {days(count)}"


def whole(text: str) -> str:
    """Keep a short text, such as a range of money, on one line: neither a space nor a sign breaks it."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace("−", "−\N{WORD JOINER}")


def range_of(interval: Interval, currency: str) -> str:
    """Write the bounds of an amount so that they stay together."""
    return whole(money_range(interval, currency))


def with_range(interval: Interval, currency: str) -> str:
    """Write an amount with its bounds in brackets."""
    return f"{whole(money(interval.mid, currency))} ({range_of(interval, currency)})"


def answer(sentence: str, *, means: str | None = None) -> None:
    """Put the sentence that answers the meeting's question on top; `sentence` is Markdown made by us.

    `means` defines its numbers, one hover away.
    """
    with st.container(key="answer"):
        st.markdown(f"#### {sentence}", help=means)


def quote(text: str) -> None:
    """Quote what people wrote, as they wrote it."""
    st.markdown(f"*“{plain(text)}”*")
