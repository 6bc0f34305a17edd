"""What people call models, columns and classes is shown as text in every room: no markup, no picture, no formula."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import rooms
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from tests.conftest import OWNER
from tests.data.builders import a_job
from tests.lifecycle.build.brought_samples import AMOUNTS, TIERS, amounts, tiers
from tests.pages.conftest import Open

HARD = "![x](http://evil.example/x.png) **b** :red[r] $y$ <b>"
RAW = ("![x](", "**b**", ":red[r]", "$y$", "evil.example/x.png)")
RENDERED = ("markdown", "caption", "info", "warning", "error", "success", "title", "header", "subheader")
LABELLED = ("button", "selectbox", "toggle", "checkbox", "radio", "number_input", "text_input", "expander", "metric")


def hard(which: str) -> str:
    return f"{which} {HARD}"


def binary() -> tuple[pd.DataFrame, Roles]:
    rng = np.random.default_rng(5)
    truth = (np.arange(200) % 4 == 0).astype(int)
    group = np.where(np.arange(200) % 2, hard("north"), hard("south"))
    near = np.clip(truth * 0.5 + rng.random(200) * 0.5, 0, 1).round(3)
    frame = pd.DataFrame({"y": truth, "a": near, "b": rng.random(200).round(3), hard("column"): group})
    return frame, Roles("y", "1", (Model(hard("A"), 0, "a"), Model(hard("B"), 0, "b")), protected=hard("column"))


def named(roles: Roles) -> Roles:
    return replace(roles, models=tuple(replace(model, name=hard(model.name)) for model in roles.models))


KINDS: dict[str, Callable[[], tuple[pd.DataFrame, Roles]]] = {
    "binary": binary,
    "forecasts": lambda: (amounts(), named(AMOUNTS)),
    "classes": lambda: (tiers(), named(TIERS)),
}


def rendered(page: AppTest) -> Iterator[str]:
    """Give every text of a page that is read as Markdown: sentences, labels, options and helps."""
    for kind in RENDERED:
        yield from (str(one.value) for one in page.get(kind))
    for kind in (*LABELLED, *RENDERED):
        for one in page.get(kind):
            yield from (str(getattr(one, name, None) or "") for name in ("label", "help"))
    for one in page.get("button_group"):
        yield from (option.content for option in one.proto.options)


def raw(page: AppTest) -> list[str]:
    assert not page.exception, page.exception
    return [text for text in rendered(page) if any(mark in text for mark in RAW)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_room_shows_names_as_they_were_written(running: Runtime, act: Act, visit: Open, kind: str) -> None:
    frame, roles = KINDS[kind]()
    rooms.open_room(running.store, act, "room-1", hard("Spring"), align([(f"{HARD}.csv", frame)], roles), 7, a_job())
    page = visit("compare", room="room-1")
    assert any(HARD.replace("*", "\\*")[:6] in text or "evil" in text for text in rendered(page))
    assert raw(page) == []
    for role in ("sponsor", "expert", "science"):
        page.button_group(key="words").set_value(role).run()
        assert raw(page) == [], role
    column = next(box for box in page.selectbox if box.label == "Look at")
    column.set_value(column.options[-1]).run()
    assert raw(page) == []
    for label in [toggle.label for toggle in page.toggle]:
        next(toggle for toggle in page.toggle if toggle.label == label).set_value(True).run()
        assert raw(page) == [], label
    for group in [group.key for group in page.button_group if group.key in ("view", "off", "why")]:
        for option in page.button_group(key=group).options:
            page.button_group(key=group).set_value(option).run()
            assert raw(page) == [], option
    assert rooms.by_id(running.store, OWNER, "room-1").name == hard("Spring")
