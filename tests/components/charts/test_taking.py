"""A chart taken along: its data whole, its picture drawn."""

import csv
import io

import altair as alt
import pandas as pd

from components.charts import Picture, picture
from components.charts.taking import data, png, svg

FRAME = pd.DataFrame({"who": ["=HYPERLINK(1)", "Ana, Ltd."], "x": [-1.5, 2.0]})


def chart(*frames: pd.DataFrame) -> Picture:
    layers = [alt.Chart(frame).mark_point().encode(x="x:Q", y="who:N") for frame in frames]
    return picture(alt.LayerChart(layer=layers).properties(title="What is shown"), "words")


def test_the_data_are_those_that_are_drawn() -> None:
    found = list(csv.DictReader(io.StringIO(data(chart(FRAME)))))
    assert found == [{"who": "'=HYPERLINK(1)", "x": "-1.5"}, {"who": "Ana, Ltd.", "x": "2.0"}]


def test_several_tables_stand_below_each_other() -> None:
    other = pd.DataFrame({"x": [9.0], "who": ["z"]})
    found = list(csv.DictReader(io.StringIO(data(chart(FRAME, other)))))
    assert sorted((row["table"], row["x"]) for row in found) in (
        [("1", "-1.5"), ("1", "2.0"), ("2", "9.0")],
        [("1", "9.0"), ("2", "-1.5"), ("2", "2.0")],
    )


def test_the_picture_is_drawn_on_white() -> None:
    drawn = svg(chart(FRAME))
    assert drawn.startswith("<svg")
    assert "What is shown" in drawn
    assert 'fill="white"' in drawn
    assert png(chart(FRAME)).startswith(b"\x89PNG")
