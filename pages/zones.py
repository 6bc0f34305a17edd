"""Times as whoever looks reads them: in the zone of their browser, and with its name."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st


def zone() -> ZoneInfo:
    """Give the zone of whoever looks; UTC where their browser does not say."""
    try:
        return ZoneInfo(st.context.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def local(moment: datetime) -> str:
    """Write a moment in the zone of whoever looks: "24 Nov, 17:00 (Europe/Berlin)"."""
    own = zone()
    return f"{moment.astimezone(own):%-d %b, %H:%M} ({own.key.replace('_', ' ')})"


def to_the_second(moment: datetime) -> str:
    """Write a time of day to the second, in the zone of whoever looks: "17:00:09 (Europe/Berlin)"."""
    own = zone()
    return f"{moment.astimezone(own):%H:%M:%S} ({own.key.replace('_', ' ')})"
