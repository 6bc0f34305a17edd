"""However much people wrote, the projector shows it without scrolling; every group, row and chart is there."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser, Page

from data import seats, workshops
from data.audit import SYSTEM
from data.store import Store
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.catalogue import components
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from tests.browser.conftest import DESKTOP
from tests.load import stage
from tests.program import program

SCREENS = (DESKTOP, {"width": 1440, "height": 900}, {"width": 1920, "height": 1080})
WORDS = "Customers wait twice, NOBODY reads the second letter 申請書 🙂 and it is late whatever comes of this. "
ROLES = {"Ann": "sponsor", "Bob": "user", "Cleo": "finance", "Dan": "risk", "Eve": "product", "Fay": "process"}
OWNERS = [f"owner.{role}" for role in ("sponsor", "product", "science", "risk", "process", "oncall", "deputy")]
LIMITS = {"boundary.window_days": 28, "boundary.persistence": 2, "boundary.minimum_n": 900, "boundary.floor": 4}
CHART = "[data-testid=stVegaLiteChart] :is(canvas, svg.marks)"
WALLS = ((12, 0), (40, 6), (300, 0), (300, 30))  # notes, and the groups most of them are in


class Write(Protocol):
    """Write an entry of a workshop."""

    def __call__(self, who: Principal, author: str, kind: Kind, **body: object) -> None:
        """Write it."""


def a_wall(store: Store, initiative: str, notes: int, groups: int) -> str:
    """Hold a workshop up to its wall; gives its id."""
    made = workshops.open_workshop(store, Act(SYSTEM, datetime.now(UTC)), initiative, "Full", default_agenda())
    people = [seats.join(store, datetime.now(UTC), made.code, name, "user", f"{name} of {made.id}") for name in "ABCDE"]

    def write(who: Principal, author: str, kind: Kind, **body: object) -> None:
        workshops.write(store, Act(who, datetime.now(UTC)), made.id, author, kind, body)

    write(SYSTEM, FACILITATOR, Kind.MOVED, step="problem")
    for number in range(notes):
        text = f"{number} {WORDS * 4}"[: 5 + number * 37 % 280]
        seat = people[number % len(people)]
        write(seat.principal(), seat.participant_id, Kind.NOTED, note=f"n{number}", step="problem", text=text)
    write(SYSTEM, FACILITATOR, Kind.REVEALED, step="problem")
    for group in range(groups):
        own = [f"n{number}" for number in range(group, notes * 2 // 3, groups)]
        write(SYSTEM, FACILITATOR, Kind.GROUPED, group=f"g{group}", title=f"Group {group} of many", notes=own)
    return made.id


def a_list(store: Store, initiative: str, long: bool) -> dict[str, str]:
    """Hold a workshop at its dials, its risks, its fields and its estimates; gives their ids by what is shown."""
    text = (WORDS * 4)[:400] if long else "By hand"

    def held(step: str) -> tuple[str, list[seats.Seat], Write]:
        made = workshops.open_workshop(store, Act(SYSTEM, datetime.now(UTC)), initiative, "Lists", default_agenda())
        own = f"{step} {long} {{}}"
        people = [seats.join(store, datetime.now(UTC), made.code, n, r, own.format(n)) for n, r in ROLES.items()]

        def write(who: Principal, author: str, kind: Kind, **body: object) -> None:
            workshops.write(store, Act(who, datetime.now(UTC)), made.id, author, kind, body)

        write(SYSTEM, FACILITATOR, Kind.MOVED, step=step)
        return made.id, people, write

    found: dict[str, str] = {}
    found["dials"], people, write = held("dials")
    for number, component in enumerate(components()):
        for place, seat in enumerate(people):
            level = ("light", "standard", "high")[(number + place) % 3]
            write(seat.principal(), seat.participant_id, Kind.DIAL, component=component, level=level, reason="")
        write(SYSTEM, FACILITATOR, Kind.DIAL_SET, component=component, level="high", reason=text[:200])
    found["risks"], people, write = held("premortem")
    write(SYSTEM, FACILITATOR, Kind.REVEALED, step="premortem")
    for number in range(16 if long else 6):
        write(SYSTEM, FACILITATOR, Kind.RISK, risk=f"r{number}", family="data", text=f"{number} {text}")
        for seat in people:
            scores = {"likelihood": 3, "impact": 1 + number % 5, "detectability": 3}
            write(seat.principal(), seat.participant_id, Kind.RISK_SCORED, risk=f"r{number}", **scores)
    write(SYSTEM, FACILITATOR, Kind.RISKS_REVEALED)
    found["fields"], people, write = held("owners" if long else "boundary")
    for path, value in (dict.fromkeys(OWNERS, text[:120]) if long else LIMITS).items():
        write(SYSTEM, FACILITATOR, Kind.FIELD_SET, path=path, value=value)
    found["estimates"], people, write = held("estimates")
    write(SYSTEM, FACILITATOR, Kind.ROUND, path="volume", number=1)
    for place, seat in enumerate(people):
        given = {"low": 900.0, "likely": 1000.0 * (place + 1), "high": 1e5}
        write(seat.principal(), seat.participant_id, Kind.ESTIMATED, path="volume", round=1, **given)
    write(SYSTEM, FACILITATOR, Kind.ESTIMATES_REVEALED, path="volume", round=1)
    write(SYSTEM, FACILITATOR, Kind.ACCEPTED, path="volume", estimate={"low": 900.0, "likely": 2000.0, "high": 1e5})
    return found


def over(page: Page) -> int:
    """Give by how many pixels the page is higher or wider than the wall."""
    found: int = page.evaluate(
        "() => Math.max(...[...document.querySelectorAll('html, [data-testid=stMain]')]"
        ".map(one => Math.max(one.scrollHeight - one.clientHeight, one.scrollWidth - one.clientWidth)))"
    )
    return found


def test_lists_and_charts_are_large_and_do_not_scroll(browser: Browser, tmp_path: Path) -> None:
    held = stage.make(tmp_path / "home")
    store = Store(held.home)
    made = [(long, a_list(store, held.workshop.initiative_id, long)) for long in (False, True)]
    store.close()
    with program(held.home) as running:
        for size in SCREENS:
            page = browser.new_page(viewport=size)  # type: ignore[arg-type]
            for long, found in made:
                for shown, own in found.items():
                    page.goto(f"{running.url}/projector?initiative={held.initiative}&workshop={own}")
                    page.wait_for_selector(".rows div" if shown != "estimates" else CHART)
                    page.wait_for_timeout(700)
                    assert over(page) <= 0, f"{shown}, long: {long}, at {size}"
                    if shown == "estimates":
                        chart = page.locator(CHART).first.bounding_box()
                        assert chart is not None
                        assert 0.8 * size["width"] < chart["x"] + chart["width"] <= size["width"]
                        continue
                    type_size = page.evaluate(
                        "() => parseFloat(getComputedStyle(document.querySelector('.rows div')).fontSize)"
                    )
                    assert type_size >= size["height"] * (0.021 if long else 0.035), f"{shown} at {size}"
                    ends = page.locator(".rows div").evaluate_all(
                        "all => Math.max(...all.map(one => one.getBoundingClientRect().bottom))"
                    )
                    assert ends <= size["height"]
            page.close()


def test_a_full_wall_does_not_scroll_and_drops_no_group(browser: Browser, tmp_path: Path) -> None:
    held = stage.make(tmp_path / "home")
    store = Store(held.home)
    made = [(*wall, a_wall(store, held.workshop.initiative_id, *wall)) for wall in WALLS]
    store.close()
    with program(held.home) as running:
        for size in SCREENS:
            page = browser.new_page(viewport=size)  # type: ignore[arg-type]
            for notes, groups, own in made:
                page.goto(f"{running.url}/projector?initiative={held.initiative}&workshop={own}")
                page.wait_for_selector(".wall")
                page.wait_for_timeout(700)
                assert over(page) <= 0, f"{notes} notes in {groups} groups at {size}"
                assert page.locator(".wall section").count() == groups
                shown = page.locator(".wall > p").count()
                loose = notes - (notes * 2 // 3 if groups else 0)
                assert shown == loose or f"and {loose - shown} more" in page.locator(".more").inner_text()
            page.close()
