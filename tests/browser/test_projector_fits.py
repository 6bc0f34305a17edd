"""However much people wrote, the projector shows it without scrolling, and every group is there."""

from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Browser

from data import seats, workshops
from data.audit import SYSTEM
from data.store import Store
from lifecycle.access import Principal
from lifecycle.audit import Act
from lifecycle.envision.workshop.agenda import default_agenda
from lifecycle.envision.workshop.entries import FACILITATOR, Kind
from tests.browser.conftest import DESKTOP
from tests.load import stage
from tests.program import program

LARGE = {"width": 1920, "height": 1080}
WORDS = "Customers wait twice, NOBODY reads the second letter 申請書 🙂 and it is late whatever comes of this. "
WALLS = ((12, 0), (40, 6), (300, 0), (300, 30))  # notes, and the groups most of them are in


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


def test_a_full_wall_does_not_scroll_and_drops_no_group(browser: Browser, tmp_path: Path) -> None:
    held = stage.make(tmp_path / "home")
    store = Store(held.home)
    made = [(*wall, a_wall(store, held.workshop.initiative_id, *wall)) for wall in WALLS]
    store.close()
    with program(held.home) as running:
        for size in (DESKTOP, LARGE):
            page = browser.new_page(viewport=size)  # type: ignore[arg-type]
            for notes, groups, own in made:
                page.goto(f"{running.url}/projector?initiative={held.initiative}&workshop={own}")
                page.wait_for_selector(".wall")
                page.wait_for_timeout(700)
                over = page.evaluate(
                    "() => [...document.querySelectorAll('html, [data-testid=stMain]')]"
                    ".map(one => one.scrollHeight - one.clientHeight)"
                )
                assert max(over) <= 0, f"{notes} notes in {groups} groups at {size}"
                assert page.locator(".wall section").count() == groups
                shown = page.locator(".wall > p").count()
                loose = notes - (notes * 2 // 3 if groups else 0)
                assert shown == loose or f"and {loose - shown} more" in page.locator(".more").inner_text()
            page.close()
