"""The telecom demo: what was planted is known, what was drawn is always the same, and the story shows both."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from data import audit, backups, canvases, deliveries, evaluations, incidents, overview, streams
from data.demo import telecom, telecom_story
from data.store import Store
from lifecycle.audit import Event
from lifecycle.boundary import Status
from lifecycle.envision.canvas import clean, missing, to_contract
from lifecycle.facts import Facts, Phase, phase
from lifecycle.initiative import Initiative, Stream
from lifecycle.monitor.evaluation import Evaluation
from lifecycle.monitor.windows import Window
from lifecycle.tally import Tally, uplift
from lifecycle.thread import Thread, value_thread
from tests.conftest import NOW, OWNER
from tests.data.builders import rows

MONDAY = pd.Timestamp("2026-06-01")
THRESHOLD = 0.12
PRICE, CAMPAIGN, MEGABYTES, LOYAL = telecom.EVENTS


def scores(frame: pd.DataFrame) -> NDArray[np.float64]:
    return telecom.leaving(frame)


def week(number: int) -> telecom.Week:
    return telecom.stream_week(number, scores, THRESHOLD, MONDAY)


def test_two_draws_of_the_history_are_equal() -> None:
    pd.testing.assert_frame_equal(telecom.history(800), telecom.history(800))


@pytest.mark.parametrize("number", [1, 7, 17, 20, 26])
def test_two_draws_of_a_week_are_equal(number: int) -> None:
    first, second = week(number), week(number)
    pd.testing.assert_frame_equal(first.cases, second.cases)
    pd.testing.assert_frame_equal(first.labels, second.labels)


def test_weeks_differ_from_each_other() -> None:
    assert not week(1).cases["score"].head(50).equals(week(2).cases["score"].head(50))


def test_the_history_is_fit_to_build_on() -> None:
    frame = telecom.history()
    assert len(frame) == 6000
    assert frame["subscriber"].is_unique
    assert not frame.isna().any().any()
    assert set(frame["on_loyalty_list"]) == {0, 1}
    assert frame["on_loyalty_list"].mean() == pytest.approx(0.25, abs=0.01)
    assert 0.1 < frame["left_in_30_days"].mean() < 0.5
    listed = frame.groupby("on_loyalty_list")
    assert listed["tenure_months"].mean()[1] > listed["tenure_months"].mean()[0] + 20
    assert listed["left_in_30_days"].mean()[1] < listed["left_in_30_days"].mean()[0]


def test_who_leaves_follows_from_what_is_known() -> None:
    rng = np.random.default_rng(1)
    frame = telecom.subscribers(rng, 4000)
    chance = telecom.leaving(frame)
    assert ((chance > 0) & (chance < 1)).all()
    more = frame.assign(support_calls=frame["support_calls"] + 3)
    assert (telecom.leaving(more) > chance).all()
    loyal = frame.assign(tenure_months=frame["tenure_months"] + 60)
    assert (telecom.leaving(loyal) < chance).all()


def test_a_week_is_a_list_of_those_at_or_above_the_threshold_with_a_fifth_left_out() -> None:
    cases = week(3).cases
    assert len(cases) == round(telecom.WEEKLY_CONTACTS / 0.8)
    assert (cases["score"] >= THRESHOLD).all()
    assert cases["held_out"].mean() == pytest.approx(telecom.HELD_OUT, abs=0.015)
    assert (cases["contacted"] == 1 - cases["held_out"]).all()
    assert cases["subscriber"].is_unique
    assert cases["listed_at"].between(MONDAY, MONDAY + pd.Timedelta(days=7), inclusive="left").all()


def test_outcomes_of_a_week_belong_to_its_cases() -> None:
    made = week(3)
    assert list(made.labels["subscriber"]) == list(made.cases["subscriber"])
    held = made.cases["held_out"] == 1
    left = made.labels["left_in_30_days"]
    assert left[held].mean() > left[~held].mean()


def test_prices_rise_from_their_week_on_and_not_before() -> None:
    raised = {
        number: (week(number).cases["price_step"] == 6).mean() for number in range(PRICE.week - 2, PRICE.week + 3)
    }
    assert all((share > 0.7) == (number >= PRICE.week) for number, share in raised.items())
    assert all(share == 0 for number, share in raised.items() if number < PRICE.week)


def test_the_feed_sends_megabytes_in_its_weeks_and_in_no_other() -> None:
    large = {number: (week(number).cases["data_used"] > 1000).mean() for number in (16, 17, 18, 19)}
    assert [share > 0.1 for share in large.values()] == [False, True, True, False]
    assert (MEGABYTES.week, MEGABYTES.until) == (17, 18)


def test_agents_stray_to_loyal_callers_from_their_week_on() -> None:
    for number in (LOYAL.week - 1, LOYAL.week):
        cases = week(number).cases
        strayed = cases[cases["score"] < THRESHOLD]
        skipped = cases[(cases["score"] >= THRESHOLD) & (cases["held_out"] == 0) & (cases["contacted"] == 0)]
        if number < LOYAL.week:
            assert len(strayed) == len(skipped) == 0
        else:
            assert len(strayed) == len(skipped) > 500
            assert (strayed["contacted"] == 1).all()
            assert (strayed["tenure_months"] > 36).all()


def test_offers_keep_fewer_people_after_the_campaign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telecom, "WEEKLY_CONTACTS", 80_000)

    def kept(number: int) -> float:
        made = week(number)
        left, held = made.labels["left_in_30_days"], made.cases["held_out"] == 1
        return float(1 - left[~held].mean() / left[held].mean())

    before, after = kept(CAMPAIGN.week - 1), kept(CAMPAIGN.week)
    assert before == pytest.approx(telecom.SAVE_RATE, abs=0.03)
    assert after == pytest.approx(telecom.SAVE_RATE_AFTER_CAMPAIGN, abs=0.03)
    assert after < before


def test_the_canvas_of_the_story_is_complete() -> None:
    filled = telecom_story.canvas(NOW.date())
    assert missing(filled) == []
    assert {path: clean(path, value) for path, value in filled.items()} == filled
    assert to_contract(filled).boundary.metric == "uplift"


@pytest.mark.parametrize("now", [NOW, NOW + timedelta(days=3, hours=5), NOW + timedelta(days=6, hours=14)])
def test_the_calendar_counts_back_from_the_monday_before(now: datetime) -> None:
    calendar = telecom_story.Calendar(now)
    assert calendar.release == datetime(2026, 5, 25, tzinfo=UTC)
    assert calendar.act(2).at == datetime(2026, 6, 8, 9, tzinfo=UTC)
    assert calendar.act(-0.5, "risk").role == "risk"


class Told:
    """The story, told once, and what it left in the store."""

    def __init__(self, home: Path) -> None:
        self.store = Store(home, lambda: NOW)
        self.reports: list[tuple[float, str]] = []
        self.initiative: Initiative = telecom_story.seed(self.store, lambda *said: self.reports.append(said))
        self.facts: Facts = overview.load(self.store, OWNER, self.initiative)
        self.thread: Thread = value_thread(self.facts)
        self.events: list[Event] = audit.recent(self.store, OWNER, limit=10_000)[::-1]

    @property
    def stream(self) -> Stream:
        assert self.facts.stream is not None
        return self.facts.stream

    @property
    def evaluation(self) -> Evaluation:
        assert self.facts.evaluation is not None
        return self.facts.evaluation

    def verdicts(self, column: str) -> list[bool | None]:
        """Say week by week whether a column drifts."""
        return [next(c.verdict for c in one.columns if c.column == column) for one in self.evaluation.drift]

    def weeks(self, first: int, last: int) -> Window:
        """Join the weeks from one to another, both counted from 1."""
        parts = self.evaluation.windows[first - 1 : last]
        count, labelled = sum(w.cases for w in parts), sum(w.labelled for w in parts)
        return Window(parts[0].start, parts[-1].end, count, labelled, sum((w.tally for w in parts), Tally()))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    made = Told(tmp_path_factory.mktemp("story") / "home")
    yield made
    made.store.close()


def test_every_figure_of_the_thread_is_known(told: Told) -> None:
    for figure in told.thread.figures:
        assert figure.interval is not None, figure
        assert figure.interval.low <= figure.interval.mid <= figure.interval.high
        assert figure.as_of is not None
        assert figure.as_of <= NOW.date()
    assert told.thread.intent == telecom_story.canvas(NOW.date())["intent"]
    assert told.thread.boundary is not Status.UNKNOWN
    assert {name for name, verdict in told.thread.dots.items() if verdict} == set(told.thread.dots)


def test_it_runs_and_is_marked_as_made_up(told: Told) -> None:
    assert phase(told.facts)[0] is Phase.MONITOR
    assert told.initiative.demo
    assert told.facts.decision is not None
    assert "made up" in told.facts.decision.dataset


def test_one_incident_is_open_and_taken_up(told: Told) -> None:
    (only,) = incidents.listing(told.store, OWNER, told.initiative.id)
    assert not only.closed
    assert only.signal.rule == "boundary"
    assert [step.who for step in only.steps] == [telecom_story.PEOPLE["oncall"]]
    assert only.owner == telecom_story.PEOPLE["oncall"]
    assert only.opened_at > told.evaluation.windows[CAMPAIGN.week - 1].start


def test_there_is_a_window_for_every_week(told: Told) -> None:
    windows = told.evaluation.windows
    assert [window.start for window in windows] == [
        datetime(2026, 5, 25, tzinfo=UTC) + timedelta(weeks=number) for number in range(telecom.WEEKS)
    ]
    assert told.evaluation.rhythm_days == 7


def test_the_broken_feed_is_seen_in_the_length_of_the_list_in_its_weeks_and_in_no_other(told: Told) -> None:
    full = round(telecom.WEEKLY_CONTACTS / (1 - telecom.HELD_OUT))
    short = [window.cases < 0.75 * full for window in told.evaluation.windows]
    assert short == [MEGABYTES.week <= number <= MEGABYTES.until for number in range(1, telecom.WEEKS + 1)]


def test_prices_are_seen_to_drift_from_their_week_on_and_not_before(told: Told) -> None:
    assert told.verdicts("price_step") == [number >= PRICE.week for number in range(1, telecom.WEEKS + 1)]


def test_uplift_falls_after_the_campaign(told: Told) -> None:
    before, after = uplift(told.weeks(1, CAMPAIGN.week - 1).tally), uplift(told.weeks(CAMPAIGN.week, 21).tally)
    assert before is not None
    assert after is not None
    assert before.value - after.value > 2 * np.hypot(before.error, after.error)
    assert told.facts.contract is not None
    assert before.value > told.facts.contract.terms.boundary.warn > after.value


def test_labels_of_the_last_thirty_days_are_not_known_yet(told: Told) -> None:
    mature = [window.mature for window in told.evaluation.windows]
    assert mature == [number <= 21 for number in range(1, telecom.WEEKS + 1)]
    assert [window.labelled for window in told.evaluation.windows[21:]] == [0] * 5


def test_who_strayed_from_the_list_is_in_the_rows(told: Told) -> None:
    number = told.stream.number
    found = rows(
        told.store,
        f"SELECT count(*) FILTER (acted AND NOT recommended) FROM cases_{number} WHERE NOT reference"
        " GROUP BY date_diff('week', DATE '2026-05-25', moment) ORDER BY date_diff('week', DATE '2026-05-25', moment)",
    )
    assert [count > 0 for (count,) in found] == [week >= LOYAL.week for week in range(1, telecom.WEEKS + 1)]


def test_everything_happened_before_now_and_in_its_order(told: Told) -> None:
    moments = [event.at for event in told.events]
    assert max(moments) <= NOW
    assert moments[0] == telecom_story.Calendar(NOW).act(-12).at
    assert {event.actor for event in told.events} == {"Demo"}


def test_the_story_goes_through_every_step(told: Told) -> None:
    found = [event.action for event in told.events]
    steps = (
        "initiative.started",
        "canvas.edited",
        "contract.in_force",
        "dataset.loaded",
        "candidates.trained",
        "decision.recorded",
        "release.planned",
        "release.made",
        "stream.opened",
        "incident.opened",
        "incident.step",
    )
    assert [found.index(step) for step in steps] == sorted(found.index(step) for step in steps)
    assert found.count("delivery.received") == 1 + telecom.WEEKS + 21


def test_its_store_holds(told: Told) -> None:
    assert backups.check(told.store, OWNER).problem is None


def test_the_reference_is_what_the_list_was_built_on(told: Told) -> None:
    kinds = [one.kind for one in deliveries.deliveries(told.store, OWNER, told.stream)]
    assert (kinds[-1], kinds.count("reference")) == ("reference", 1)
    assert told.evaluation.reference_performance is not None
    assert told.evaluation.reference_performance.auc is not None
    assert told.evaluation.reference_performance.auc.mid > 0.5
    assert streams.listing(told.store, OWNER, told.initiative.id) == [told.stream]
    assert evaluations.load(told.store, OWNER, told.stream) == told.evaluation


def test_its_canvas_is_the_one_that_was_signed(told: Told) -> None:
    draft = canvases.load(told.store, OWNER, told.initiative.id)
    assert told.facts.contract is not None
    assert to_contract(draft.values) == told.facts.contract.terms


def test_progress_is_told_from_beginning_to_end(told: Told) -> None:
    shares = [share for share, _ in told.reports]
    assert shares == sorted(shares)
    assert shares[0] < 0.05
    assert 0.9 < shares[-1] <= 1
    assert {text.split(":")[0] for _, text in told.reports} == {"Demo"}
