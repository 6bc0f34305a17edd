"""Made-up subscribers of a telecom company: who would leave, whom an offer keeps, and four planted events.

The truth of every event is known (EVENTS), so that what is found can be compared with what was planted.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

SEED = 5
WEEKS = 26
WEEKLY_CONTACTS = 6923  # 30,000 a month
HELD_OUT = 0.2
SAVE_RATE = 0.115
SAVE_RATE_AFTER_CAMPAIGN = 0.075
Rng = np.random.Generator
Scores = Callable[[pd.DataFrame], NDArray[np.float64]]


@dataclass(frozen=True)
class Event:
    """Something planted: from which week on (1-based), until which one, in which column."""

    week: int
    until: int
    kind: str
    column: str | None
    what: str


EVENTS = (
    Event(7, WEEKS, "data drift", "price_step", "prices rose by 6 %"),
    Event(13, WEEKS, "concept drift", None, "a competitor's campaign: offers keep fewer people"),
    Event(17, 18, "data quality", "data_used", "the usage feed sent megabytes instead of gigabytes"),
    Event(20, WEEKS, "people drift", None, "agents gave offers to loyal callers who were not on the list"),
)


def subscribers(rng: Rng, n: int, week: int = 0) -> pd.DataFrame:
    """Draw subscribers near the end of their commitment, as the feeds of a week show them (week 0: before release)."""
    tenure = rng.gamma(2.2, 14, n).round(0) + 1
    plan = rng.choice(["S", "M", "L", "XL"], n, p=[0.3, 0.38, 0.22, 0.1])
    fee = pd.Series(plan).map({"S": 14.0, "M": 24.0, "L": 36.0, "XL": 52.0}).to_numpy() + rng.normal(0, 2, n)
    step = rng.choice([0.0, 2.0, 4.0], n, p=[0.7, 0.2, 0.1])
    frame = pd.DataFrame(
        {
            "tenure_months": tenure,
            "plan": plan,
            "monthly_fee": fee.round(2),
            "price_step": step,
            "data_used": rng.lognormal(2.2, 0.7, n).round(2),
            "support_calls": rng.poisson(0.8, n).astype(float),
            "phone_age_months": np.minimum(rng.gamma(3, 9, n), 72).round(0),
            "late_payments": rng.poisson(0.25, n).astype(float),
        }
    )
    if week >= EVENTS[0].week:
        raised = rng.random(n) < 0.8
        frame["price_step"] = np.where(raised, 6.0, frame["price_step"])
        frame["monthly_fee"] = np.where(raised, frame["monthly_fee"] * 1.06, frame["monthly_fee"]).round(2)
    return frame


def as_sent(rng: Rng, frame: pd.DataFrame, week: int) -> pd.DataFrame:
    """Give the subscribers as the feed sent them: while one of its sources is broken, 40 % are in megabytes."""
    broken = EVENTS[2]
    if not broken.week <= week <= broken.until:
        return frame
    wrong = rng.random(len(frame)) < 0.4
    return frame.assign(data_used=np.where(wrong, (frame["data_used"] * 1024).round(0), frame["data_used"]))


def leaving(frame: pd.DataFrame, week: int = 0) -> NDArray[np.float64]:
    """Give the chance that each subscriber leaves within 30 days if left alone; after week 13 the young leave more."""
    plan = frame["plan"].map({"S": 0.28, "M": 0.0, "L": -0.14, "XL": -0.28}).to_numpy()
    logit = (
        -1.95
        + plan
        - 0.0165 * frame["tenure_months"]
        + 0.0275 * (frame["phone_age_months"] - 24)
        + 0.275 * frame["support_calls"]
        + 0.25 * frame["late_payments"]
        + 0.0275 * frame["price_step"]
        - 0.011 * np.minimum(frame["data_used"], 60)
        + 0.0165 * np.maximum(frame["phone_age_months"] - 24, 0) * (frame["support_calls"] > 1)
    )
    if week >= EVENTS[1].week:
        logit = logit + 0.2 * (frame["tenure_months"] < 24)
    return np.asarray(1 / (1 + np.exp(-logit)), dtype=float)


def history(n: int = 6000) -> pd.DataFrame:
    """Draw the data set candidates are built on: features, who left, and whom today's loyalty list would contact."""
    rng = np.random.default_rng(SEED)
    frame = subscribers(rng, n)
    left = rng.random(n) < leaving(frame)
    loyal = frame["tenure_months"] + rng.normal(0, 6, n)
    frame.insert(0, "subscriber", [f"h{number:05d}" for number in range(n)])
    frame["on_loyalty_list"] = (loyal >= np.quantile(loyal, 0.75)).astype(int)
    frame["left_in_30_days"] = left.astype(int)
    return frame


@dataclass(frozen=True)
class Week:
    """One week's list as it came in, and who left: known 30 days later."""

    cases: pd.DataFrame
    labels: pd.DataFrame


def stream_week(week: int, scores: Scores, threshold: float, start: pd.Timestamp) -> Week:
    """Draw one week: the list of those at or above the threshold, a fifth of it left out by chance, and the outcome.

    From week 20 on agents give a quarter of the offers to loyal callers outside the list, who would have stayed.
    """
    rng = np.random.default_rng([SEED, week])
    listed = round(WEEKLY_CONTACTS / (1 - HELD_OUT))
    pool = subscribers(rng, listed * 5, week)
    sent = as_sent(rng, pool, week)
    score = scores(sent)
    on_list = np.flatnonzero(score >= threshold)[:listed]
    held = rng.random(len(on_list)) < HELD_OUT
    contacted = ~held
    strayed = np.array([], dtype=int)
    if week >= EVENTS[3].week:
        contacted &= rng.random(len(on_list)) >= 0.25
        loyal = np.flatnonzero((score < threshold) & (pool["tenure_months"].to_numpy() > 36))
        strayed = loyal[: int((~held & ~contacted).sum())]
    chosen = np.r_[on_list, strayed]
    reached = np.r_[contacted, np.ones(len(strayed), bool)]
    is_held = np.r_[held, np.zeros(len(strayed), bool)]
    kept = SAVE_RATE_AFTER_CAMPAIGN if week >= EVENTS[1].week else SAVE_RATE
    left = rng.random(len(chosen)) < leaving(pool.take(chosen), week) * np.where(reached, 1 - kept, 1)
    ids = [f"w{week:02d}-{number:05d}" for number in range(len(chosen))]
    cases = sent.take(chosen).reset_index(drop=True)
    cases.insert(0, "subscriber", ids)
    cases.insert(1, "listed_at", start + pd.to_timedelta(rng.integers(0, 7 * 24 * 3600, len(chosen)), unit="s"))
    cases.insert(2, "score", score[chosen].round(6))
    cases.insert(3, "contacted", reached.astype(int))
    cases.insert(4, "held_out", is_held.astype(int))
    return Week(cases, pd.DataFrame({"subscriber": ids, "left_in_30_days": left.astype(int)}))
