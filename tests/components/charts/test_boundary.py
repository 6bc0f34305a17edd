"""The metric against its boundary."""

from datetime import UTC, datetime, timedelta

from components.charts.boundary import boundary
from lifecycle.boundary import Boundary, Status
from lifecycle.metrics import metrics
from lifecycle.monitor.readings import Reading
from lifecycle.tally import Measured
from tests.components.charts.specs import rows

END = datetime(2026, 11, 24, tzinfo=UTC)


def test_the_names_of_lines_that_lie_close_are_written_apart() -> None:
    limits = Boundary(
        metric="value_per_case",
        baseline=0,
        target=550,
        warn=100,
        floor=60,
        window_days=56,
        persistence=2,
        minimum_n=60,
        consequence="freeze",
    )
    reading = Reading(END - timedelta(56), END, Measured(827, 240, 171), Status.ON_TARGET)
    picture = boundary([reading], limits, metrics()["value_per_case"], "EUR")
    lines = {row["name"]: row for row in rows(picture) if "name" in row}
    assert {name: row["at"] for name, row in lines.items()} == {"target": 550, "warn below": 100, "floor": 60}
    assert lines["warn below"]["beside"] - lines["floor"]["beside"] > 80
    assert lines["target"]["beside"] == 550
