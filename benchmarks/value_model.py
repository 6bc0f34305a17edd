"""How fast the value model draws, beside a plain Python loop over the same levers with random.betavariate.

`python -m benchmarks.value_model [ROUNDS]` prices seven levers (22 three-point estimates with spread) both ways and
prints milliseconds for 10,000 draws, draws a second and their ratio. The program's side includes all that one estimate
gives: quantiles, parts and tornado. Both give the same P50 up to chance, which is checked.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable

from lifecycle.contract import LeverChoice
from lifecycle.envision.economics import appraise
from lifecycle.envision.three_point import ThreePoint
from lifecycle.envision.value_model import DRAWS, estimate
from lifecycle.payoff import OUTCOMES, PayoffEstimate

ROUNDS = 15
Given = dict[str, dict[str, tuple[float, float, float]]]
GIVEN: Given = {
    "cost": {"minutes": (5, 12, 20), "rate": (40, 50, 65), "cashable": (20, 40, 60), "adoption": (50, 75, 90)},
    "revenue": {
        "eligible": (300_000, 360_000, 400_000),
        "uplift": (1.2, 2.4, 3.2),
        "uplift_today": (0.5, 0.9, 1.3),
        "margin": (300, 335, 360),
        "extra_cost": (0, 0.5, 1),
    },
    "speed": {"days": (1, 2, 4), "day_value": (2, 3, 8)},
    "quality": {"units": (9_000, 10_000, 13_000), "defects": (0.5, 2, 3), "cost": (50, 80, 200)},
    "risk": {"events": (0.1, 0.3, 0.8), "loss": (10_000, 25_000, 90_000)},
    "complexity": {"retired": (1, 2, 3), "yearly": (3_000, 5_000, 9_000)},
    "experience": {"customers": (1_000, 2_000, 2_500), "retention": (0.2, 1, 2), "margin": (100, 150, 300)},
}
VOLUME, RUN_COST, BUILD_COST = (80_000, 100_000, 150_000), 260_000.0, 420_000.0


def plain_loop(rng: random.Random) -> float:
    """Draw and price one case after the other; gives the P50 of the yearly cash value."""
    years = []
    for _ in range(DRAWS):
        drawn = {key: {name: one(rng, ends) for name, ends in inputs.items()} for key, inputs in GIVEN.items()}
        volume = one(rng, VOLUME)
        cost, revenue, speed, quality = (drawn[key] for key in ("cost", "revenue", "speed", "quality"))
        complexity, experience = drawn["complexity"], drawn["experience"]
        gained = (revenue["uplift"] - revenue["uplift_today"]) / 100
        years.append(
            volume * cost["minutes"] / 60 * cost["rate"] * cost["cashable"] / 100 * cost["adoption"] / 100
            + revenue["eligible"] * (gained * revenue["margin"] - revenue["extra_cost"])
            + volume * speed["days"] * speed["day_value"]
            + quality["units"] * quality["defects"] / 100 * quality["cost"]
            + complexity["retired"] * complexity["yearly"]
            + experience["customers"] * experience["retention"] / 100 * experience["margin"]
            - RUN_COST
        )
    return statistics.median(years)


def one(rng: random.Random, ends: tuple[float, float, float]) -> float:
    """Draw one value of a PERT distribution."""
    low, likely, high = ends
    width = high - low
    return low + width * rng.betavariate(1 + 4 * (likely - low) / width, 1 + 4 * (high - likely) / width)


def program(seed: int, correlation: float) -> float:
    """Let the program draw, price, sum up and appraise; gives the P50 of the yearly cash value."""
    levers = [LeverChoice(key=key, inputs={n: point(ends) for n, ends in i.items()}) for key, i in GIVEN.items()]
    unused = PayoffEstimate(**{outcome: ThreePoint.exactly(0) for outcome in OUTCOMES})
    found = estimate(levers, point(VOLUME), unused, RUN_COST, seed, correlation)
    appraise(found, BUILD_COST)
    return found.yearly.mid


def point(ends: tuple[float, float, float]) -> ThreePoint:
    return ThreePoint(low=ends[0], likely=ends[1], high=ends[2])


def measure(work: Callable[[int], float], rounds: int) -> tuple[list[float], list[float]]:
    """Run it with seeds 1 … rounds; gives milliseconds and results."""
    times, results = [], []
    for seed in range(1, rounds + 1):
        start = time.perf_counter()
        results.append(work(seed))
        times.append((time.perf_counter() - start) * 1000)
    return times, results


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    program(0, 0.3)  # what is loaded on first use is loaded
    rows = {
        "plain Python loop": measure(lambda seed: plain_loop(random.Random(seed)), max(2, rounds // 5)),
        "program": measure(lambda seed: program(seed, 0.0), rounds),
        "program, correlated": measure(lambda seed: program(seed, 0.3), rounds),
    }
    slow = statistics.median(rows["plain Python loop"][0])
    print(f"{'':<22}{'median ms':>10}{'worst ms':>10}{'draws/s':>12}{'ratio':>8}   {DRAWS:,} draws, seven levers")
    for name, (times, _) in rows.items():
        middle = statistics.median(times)
        print(f"{name:<22}{middle:>10.1f}{max(times):>10.1f}{DRAWS / middle * 1000:>12,.0f}{slow / middle:>8.1f}")
    p50 = [statistics.median(rows[name][1]) for name in ("plain Python loop", "program")]
    print(f"P50 of the year: {p50[0]:,.0f} and {p50[1]:,.0f}, {abs(p50[0] / p50[1] - 1):.2%} apart")
    if abs(p50[0] / p50[1] - 1) > 0.02:
        sys.exit("The two do not price the same.")


if __name__ == "__main__":
    main()
