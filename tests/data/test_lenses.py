"""Looking at a part of the cases: amounts stay relative to all of them, so that parts add up to the whole."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from data import lenses, rooms
from data.store import Store
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.errors import BadInput
from tests.conftest import OWNER
from tests.data.builders import a_job

N = 240


def test_parts_with_amounts_of_their_own_add_up_to_the_whole(store: Store, act: Act) -> None:
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"y": np.arange(N) % 3 == 0, "p": rng.random(N), "area": np.arange(N) % 2})
    frame["claim"] = np.where(frame["area"] == 1, 900.0, 100.0) * rng.random(N)
    roles = Roles("y", "1", (Model("P", 0, "p"),), amount="claim", scaled=("tp", "fp"))
    run = rooms.open_room(store, act, "r1", "Spring", align([("a.csv", frame)], roles), 7, a_job())
    stakes = replace(rooms.assumed(run), run_cost=120.0)
    whole = rooms.runs.compare(store, run, stakes)
    parts = {part: lenses.look(store, OWNER, run, stakes, "area", part) for part in ("0", "1")}
    for threshold in (0.0, 0.35, 0.8):
        found = [part.row("m1", threshold).value.mid for part in parts.values()]
        assert sum(found) == pytest.approx(whole.row("m1", threshold).value.mid, rel=1e-9)
    large = frame["area"] == 1
    acted = large & (frame["p"] >= 0.35)
    weight = frame["claim"] / frame["claim"].mean()
    mean = stakes.payoffs.expected()
    naive = (weight * np.where(frame["y"], mean.tp, mean.fp))[acted].sum()
    naive += np.where(frame["y"], mean.fn, mean.tn)[large & ~acted].sum()
    yearly = stakes.volume.mean / N * naive - stakes.run_cost * large.mean()
    assert parts["1"].row("m1", 0.35).value.mid == pytest.approx(yearly, rel=1e-9)


def test_a_part_that_tells_nothing_is_refused(store: Store, act: Act) -> None:
    frame = pd.DataFrame({"y": np.arange(N) % 3 == 0, "p": np.linspace(0, 1, N), "area": np.arange(N) // 20})
    roles = Roles("y", "1", (Model("P", 0, "p"),))
    run = rooms.open_room(store, act, "r1", "Spring", align([("a.csv", frame)], roles), 7, a_job())
    with pytest.raises(BadInput, match="No cases are parted"):
        lenses.look(store, OWNER, run, rooms.assumed(run), "region", "north")
