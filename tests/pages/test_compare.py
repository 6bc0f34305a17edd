"""Compare models from nothing: a file becomes a room, payoffs move, and it can be kept, renamed, deleted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from data import initiatives, rooms, runs
from data.jobs import Job
from data.rooms import Room
from data.runtime import Runtime
from lifecycle.audit import Act
from lifecycle.build.prediction_roles import Model, Roles
from lifecycle.build.predictions import align
from lifecycle.errors import BadInput
from pages.build.predictions import KIND
from tests.conftest import OWNER
from tests.data.builders import a_job, change, editor
from tests.pages.conftest import Open, words

N = 200


def a_frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    truth = (np.arange(N) % 4 == 0).astype(int)
    near = np.clip(truth * 0.5 + rng.random(N) * 0.5, 0, 1).round(3)
    return pd.DataFrame({"id": np.arange(N), "y": truth, "p_a": near, "p_b": rng.random(N).round(3)})


@pytest.fixture
def room(running: Runtime, act: Act) -> Room:
    roles = Roles("y", "1", (Model("A", 0, "p_a"), Model("B", 0, "p_b")), ("id",))
    rooms.open_room(running.store, act, "room-1", "Spring", align([("a.csv", a_frame())], roles), 7, a_job())
    return rooms.by_id(running.store, OWNER, "room-1")


def press(page: AppTest, label: str) -> AppTest:
    found = next(button for button in page.button if button.label == label)
    return found.click().run()


def test_a_file_is_understood_and_opens_a_room(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    assert "Drop a file with what really happened" in words(page)
    page.file_uploader[0].upload("spring.csv", a_frame().to_csv(index=False).encode()).run()
    assert "200 cases can be compared, 50 (25 %) of them yes; nothing is left out." in words(page)
    press(page, "Open the room")
    running.jobs.wait()
    page.run()
    found = rooms.listing(running.store, OWNER)
    assert [one.name for one in found] == ["spring.csv"]
    assert page.query_params["room"] in (found[0].id, [found[0].id])
    text = words(page)
    assert "With assumed amounts, to be set below: p_a earns" in text
    assert "Nobody has said what a case is worth" in text


def test_what_does_not_align_is_named_before_anything_is_computed(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    frame = a_frame().astype({"p_a": object})
    frame.loc[[3, 8], "p_a"] = ""
    page.file_uploader[0].upload("spring.csv", frame.to_csv(index=False).encode()).run()
    assert "198 cases can be compared, 49 (25 %) of them yes; 2 are left out." in words(page)
    assert "2 cases without a score of p_a: row 4, row 9" in words(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n3\n", "spring.csv: Line 3 has 1 value but the header has 2"),
        (b"a;b\n1;2\n", "spring.csv: Line 1 is separated by semicolons"),
        (b"y,p\n1,0.5\n0,0.2\n", "at least 20 of each outcome are needed"),
        (b"x,p\n1,0.5\n2,0.2\n3,0.1\n", "Choose the column with what really happened"),
    ],
)
def test_a_file_that_will_not_do_is_refused_in_a_sentence(
    running: Runtime, visit: Open, content: bytes, said: str
) -> None:
    page = visit("compare")
    page.file_uploader[0].upload("spring.csv", content).run()
    assert said in words(page)
    assert not any(button.label == "Open the room" for button in page.button)


def test_the_example_needs_no_file(running: Runtime, visit: Open) -> None:
    page = visit("compare")
    press(page, "Try the example")
    running.jobs.wait()
    page.run()
    assert [one.example for one in rooms.listing(running.store, OWNER)] == [True]
    assert "example: real data, two quick models, assumed amounts" in words(page)


def test_payoffs_move_the_answer_and_come_back(running: Runtime, room: Room, visit: Open) -> None:
    page = visit("compare", room=room.id)
    before = words(page)
    page.number_input[0].set_value(5000.0)
    press(page, "Apply")
    run = rooms.run_of(running.store, OWNER, room.id)
    now = rooms.stakes_of(running.store, OWNER, run)
    assert (now.revision, now.stakes.payoffs.tp.mean) == (1, 5000)
    assert "With assumed amounts" not in words(page)
    press(page, "Undo the last change")
    assert rooms.stakes_of(running.store, OWNER, run).revision == 0
    assert "With assumed amounts" in words(page)
    assert before.split("#### ")[1].split("\n")[0] in words(page)


def test_amounts_that_cannot_be_are_refused_and_nothing_is_kept(running: Runtime, room: Room, visit: Open) -> None:
    page = visit("compare", room=room.id)
    page.number_input[4].set_value(0.0)
    press(page, "Apply")
    assert "nothing can be earned without cases" in words(page)
    run = rooms.run_of(running.store, OWNER, room.id)
    assert rooms.stakes_of(running.store, OWNER, run).revision == 0


def test_it_is_renamed_deleted_and_listed(running: Runtime, room: Room, visit: Open) -> None:
    page = visit("compare", room=room.id)
    next(t for t in page.text_input if t.label == "Name").set_value("Autumn")
    press(page, "Rename")
    assert any("Autumn" in link.value for link in visit("compare").page_link)
    page = visit("compare", room=room.id)
    assert "goes with its predictions" in words(page)
    press(page, "Delete")
    assert rooms.listing(running.store, OWNER) == []


def test_it_is_kept_in_an_initiative(running_at: Callable[[str], Runtime], act: Act, visit: Open) -> None:
    running = running_at("signed")
    roles = Roles("y", "1", (Model("A", 0, "p_a"), Model("B", 0, "p_b")))
    made = rooms.open_room(running.store, act, "r", "Spring", align([("a.csv", a_frame())], roles), 7, a_job())
    own = initiatives.listing(running.store, OWNER)[0]
    page = visit("compare", room="r")
    next(box for box in page.selectbox if box.label.startswith("Keep in an initiative")).set_value(own.id).run()
    press(page, "Keep there")
    latest = runs.latest(running.store, OWNER, own.id)
    assert latest is not None
    assert (latest.id, rooms.listing(running.store, OWNER)) == (made.id, [])
    text = words(visit("build", initiative=own.slug))
    assert "A earns" in text or "B earns" in text


def keep(page: AppTest, into: str) -> AppTest:
    next(box for box in page.selectbox if box.label.startswith("Keep in an initiative")).set_value(into).run()
    return page


def test_a_room_kept_without_a_contract_is_shown_with_its_unsigned_amounts(
    running: Runtime, room: Room, act: Act, visit: Open
) -> None:
    own = initiatives.start(running.store, act, "Unsigned")
    run = rooms.run_of(running.store, OWNER, room.id)
    wanted = rooms.assumed(run).with_payoffs(tp=240.0)
    rooms.set_stakes(running.store, act, run, wanted)
    page = press(keep(visit("compare", room=room.id), own.id), "Keep there")
    assert "7 fields of the canvas were filled in from the room: " in words(page)
    page = visit("build", initiative=own.slug)
    text = words(page)
    assert "With amounts nobody has signed: A earns" in text
    assert "These are amounts nobody has signed. They were set in the room" in text
    assert "acted on, and truly yes: €240" in text
    assert len([one for one in page.dataframe if "Candidate" in one.value.columns]) == 2
    assert any("signatures in Envision" in link.label for link in page.page_link)
    assert not any(button.label == "Record the decision" for button in page.button)


def test_a_room_kept_before_amounts_were_parted_says_so(running: Runtime, room: Room, act: Act, visit: Open) -> None:
    run = rooms.run_of(running.store, OWNER, room.id)
    rooms.set_stakes(running.store, act, run, rooms.assumed(run).with_payoffs(tp=240.0))
    made = rooms.keep_in_new(running.store, act, room.id, "Spring list")
    running.store.write(change(act, "DELETE FROM run_stakes"))
    text = words(visit("build", initiative=made.initiative.slug))
    assert "It was kept before signed and assumed amounts were parted: what was set stands in Activity" in text
    assert "€240" not in text
    assert "only assumed in the room" not in text


def test_a_room_is_kept_in_an_initiative_started_for_it_and_its_address_leads_there(
    running: Runtime, room: Room, visit: Open
) -> None:
    page = keep(visit("compare", room=room.id), "new")
    assert "A new initiative has no contract in force" in words(page)
    next(t for t in page.text_input if t.label == "Name of the new initiative").set_value("Spring list")
    press(page, "Keep there")
    (own,) = initiatives.listing(running.store, OWNER)
    assert own.name == "Spring list"
    assert "They were only assumed in the room" in words(visit("build", initiative=own.slug))
    page = visit("compare", room=room.id)
    assert "This comparison is kept in Spring list." in words(page)
    assert any(link.label == "Open it in Build of Spring list" for link in page.page_link)


def test_earlier_runs_can_be_looked_at(running: Runtime, room: Room, act: Act, visit: Open) -> None:
    made = rooms.keep_in_new(running.store, act, room.id, "Spring list")
    frame, own = a_frame(), made.initiative
    roles = Roles("y", "1", (Model("C", 0, "p_a"),), ("id",))
    newer = replace(act, at=act.at + timedelta(days=1))
    runs.bring(running.store, newer, own.id, "later", align([("b.csv", frame)], roles), 7, a_job())
    contract = "no contract says what a case is worth"
    page = visit("build", initiative=own.slug)
    assert contract in words(page), "the latest came from no room"
    box = next(box for box in page.selectbox if box.label == "Run to look at")
    assert [option.split(", ")[-1] for option in box.options] == ["1 candidate (latest)", "2 candidates"]
    box.set_value(made.run.id).run()
    assert page.query_params["run"] in (made.run.id, [made.run.id])
    assert "With amounts nobody has signed: A earns" in words(page)
    assert "An earlier run is shown" in words(page)
    assert "An earlier run is shown" in words(visit("build", initiative=own.slug, run=made.run.id))
    press(page, "Show the latest")
    assert "run" not in page.query_params
    assert contract in words(page)
    assert contract in words(visit("build", initiative=own.slug, run="nothing"))


def test_an_initiative_without_a_contract_is_pointed_out(running: Runtime, room: Room, act: Act, visit: Open) -> None:
    own = initiatives.start(running.store, act, "Unsigned")
    page = visit("compare", room=room.id)
    assert "no contract in force" not in words(page)
    next(box for box in page.selectbox if box.label.startswith("Keep in an initiative")).set_value(own.id).run()
    assert "Unsigned has no contract in force" in words(page)


def test_a_comparison_that_failed_says_why_and_leads_back(running: Runtime, visit: Open) -> None:
    def fail(job: Job) -> None:
        raise BadInput("It does not fit.")

    running.jobs.start(KIND, "r", "Spring", fail)
    running.jobs.wait()
    page = visit("compare", room="r")
    assert "It does not fit." in words(page)
    assert "not there (any more)" not in words(page)
    press(page, "All comparisons")
    assert "Drop a file" in words(page)


def test_a_comparison_that_is_gone_says_so(running: Runtime, visit: Open) -> None:
    assert "not there (any more)" in words(visit("compare", room="nothing"))


def test_an_editor_of_one_initiative_has_no_rooms(running: Runtime, room: Room, visit: Open) -> None:
    assert "Spring" not in words(visit("compare", editor("another"), room=room.id))


def test_amounts_of_cases_are_chosen_and_said_in_words(running: Runtime, act: Act, visit: Open) -> None:
    frame = a_frame().assign(claim=np.linspace(10, 990, N))
    page = visit("compare")
    page.file_uploader[0].upload("claims.csv", frame.to_csv(index=False).encode()).run()
    chosen = next(box for box in page.selectbox if box.label.startswith("Amount of a case"))
    assert "p_a" not in chosen.options
    chosen.set_value("claim").run()
    press(page, "Open the room")
    running.jobs.wait()
    page.run()
    run = rooms.run_of(running.store, OWNER, rooms.listing(running.store, OWNER)[0].id)
    assert (run.task.amount, run.task.scaled) == ("claim", ("tp", "fn"))
    text = words(page)
    assert "Payoffs are those of a case of average amount (claim of 500.00)" in text
    assert rooms.compare(running.store, OWNER, run).scaled == ("tp", "fn")


def test_a_negative_amount_is_refused_with_its_row(running: Runtime, visit: Open) -> None:
    frame = a_frame().assign(claim=np.linspace(-5, 990, N))
    page = visit("compare")
    page.file_uploader[0].upload("claims.csv", frame.to_csv(index=False).encode()).run()
    next(box for box in page.selectbox if box.label.startswith("Amount of a case")).set_value("claim").run()
    assert "Row 1: the amount 'claim' is below 0" in words(page)
    assert not [button for button in page.button if button.label == "Open the room"]
