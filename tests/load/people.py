"""The people of a load run: participants who give what their page asks for, and the facilitator who leads them."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field

import httpx2

from pages.workshop.giving import HANDS, SCORES
from tests.load import visit
from tests.load.ledger import Ledger
from tests.load.live import Follower, topics
from tests.load.page import Node, Page
from tests.load.session import Disconnected, Gone, Rerun, Session

BROKEN = (Disconnected, httpx2.HTTPError)
RISK, HAND = "It failed because ", "Your hand"
BALLOT = "throughline_dots"
UNEXPECTED = "Something went wrong"
WORDS = "customers wait twice, nobody reads the second letter; \u202eهذا مهم\u202c <b>=1+1</b> 🙂 and it is late"


class Pace:
    """The time of a workshop; it stands still while the program is gone, and while a button waits to be pressed."""

    def __init__(self, seconds: float) -> None:
        self.seconds, self._begun, self._gone = seconds, time.perf_counter(), 0.0
        self._since: float | None = None
        self._stops = 0

    def share(self) -> float:
        """Give the share of the time that has passed."""
        return ((self._since or time.perf_counter()) - self._begun - self._gone) / self.seconds

    def stop(self) -> None:
        """Stand still, until everybody who stopped it lets it go on."""
        self._stops += 1
        self._since = self._since or time.perf_counter()

    def go_on(self) -> None:
        """Go on."""
        self._stops -= 1
        if not self._stops and self._since:
            self._gone += time.perf_counter() - self._since
            self._since = None

    async def until(self, share: float) -> None:
        """Wait for a moment."""
        while self.share() < share:
            await asyncio.sleep(0.05)


@dataclass
class Watched:
    """Somebody with a session who follows the live channel, and what was measured of them."""

    name: str
    session: Session
    rng: random.Random
    own: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    came_back: int = 0
    counted: set[int] = field(default_factory=set)
    seen: dict[str, float] = field(default_factory=dict)
    follower: Follower | None = None
    _task: asyncio.Task[None] | None = None

    @property
    def page(self) -> Page:
        """The page before them."""
        return self.session.page

    def follow(self, client: httpx2.AsyncClient) -> None:
        """Follow the topic of the page, as its component does."""
        rng = random.Random(self.rng.random())
        self.follower = Follower(self.session, topics(self.session)[0], client, rng, self.see)
        self._task = asyncio.create_task(self.follower.run())

    async def timed(self, act: Awaitable[Rerun]) -> None:
        """Do something and note how long it took, with whatever run of the live channel it had to wait for."""
        begun = time.perf_counter()
        run = await act
        self.own.append((time.perf_counter() - begun) * 1000)
        self.counted.add(id(run))
        self.look()

    def headings(self) -> set[str]:
        """Give what stands above things on the page, as it is read."""
        return {text.replace("\\", "").replace("\u2060", "") for text in self.page.texts("heading")}

    def see(self) -> None:
        """Note when a heading was seen first."""
        now = time.perf_counter()
        for heading in self.headings():
            self.seen.setdefault(heading, now)

    def look(self) -> None:
        """Note what is on the page, what should not be there, and what was refused."""
        self.see()
        self.errors += [f"{self.name}: {text}" for text in self.page.texts("exception")]
        for text in self.page.texts("alert"):
            if UNEXPECTED in text:
                self.errors.append(f"{self.name}: {text}")
            else:
                self.refused[text] += 1

    def live(self) -> list[float]:
        """Give how long the runs took that the live channel caused."""
        return [run.milliseconds for run in self.session.reruns[1:] if id(run) not in self.counted]

    async def come_back(self, until: float) -> bool:
        """Connect again until it works, as a browser does; answers whether it did in time."""
        while time.perf_counter() < until:
            try:
                run = await self.session.reconnect()
            except (*BROKEN, TimeoutError):
                await asyncio.sleep(0.3 + 0.4 * self.rng.random())
            else:
                self.counted.add(id(run))
                self.came_back += 1
                self.look()
                return True
        self.errors.append(f"{self.name} could not come back")
        return False

    async def leave(self) -> None:
        """Close the page."""
        if self._task:
            self._task.cancel()
            ended = (await asyncio.gather(self._task, return_exceptions=True))[0]
            if not isinstance(ended, asyncio.CancelledError | None):
                self.errors.append(f"{self.name}'s live channel: {ended!r}")
        await self.session.close()


@dataclass
class Person(Watched):
    """A participant. What was sent when the connection broke is sent again, unless the page shows that it is kept."""

    ledger: Ledger = field(default_factory=Ledger)
    written: int = 0
    kept: dict[str, set[str]] = field(default_factory=dict)
    pending: str = ""
    pending_in: str = ""

    async def arrive(self, code: str, *, cold: bool) -> float:
        """Open the address on the projector, with an empty cache or a full one; gives the milliseconds it took."""
        begun = time.perf_counter()
        if cold:
            await visit.load(self.session, f"/w/{code}")
        else:
            async with httpx2.AsyncClient(timeout=60, verify=False) as client:
                await self.session.redeem(client, f"/w/{code}")
        await self.session.open()
        self.look()
        return (time.perf_counter() - begun) * 1000

    async def join(self) -> None:
        """Give a name and a role."""
        role = self.rng.choice(self.page.find("Your role").proto.options)
        await self.timed(self.session.submit("Join", {"Your name": self.name, "Your role": role}))
        if self.page.has("Join", "button"):
            self.errors.append(f"{self.name} could not join")

    async def take_part(self, think: float, pace: Pace) -> None:
        """Think, and give what the page asks for, until it is time to go."""
        while True:
            await self.think(self.rng.expovariate(1 / think))
            if pace.share() >= 1:
                return
            try:
                if not self.session.connected:
                    raise Disconnected("seen while they were thinking")
                await self.act()
            except BROKEN:
                if not await self.come_back(time.perf_counter() + 60):
                    return
                self.found_again()
            except (Gone, LookupError):  # the step was left while they were about to press
                continue
            except TimeoutError:
                self.errors.append(f"{self.name} waited in vain")

    async def think(self, seconds: float) -> None:
        """Think; a connection that breaks is noticed at once, as by a browser."""
        end = time.perf_counter() + seconds
        while self.session.connected and (left := end - time.perf_counter()) > 0:
            await asyncio.sleep(min(0.2, left))

    async def act(self) -> None:
        """Do what the page offers."""
        if self.page.has("Add", "button"):
            await self.write()
        elif (ballot := self.ballot()) and ballot.data["offered"]:
            await self.place(ballot)
        elif giving := [*self.page.all("Give my estimate", "button"), *self.page.all("Change my estimate", "button")]:
            await self.estimate(giving[0])
        elif levels := [node for node in self.page.elements("button_group") if name_of(node).startswith("dial/")]:
            await self.set_dial(levels)
        elif scoring := [*self.page.all("Give my scores", "button"), *self.page.all("Change my scores", "button")]:
            await self.score(scoring[0])
        elif self.page.has(HAND, "radio"):
            await self.show_hand()

    async def write(self) -> None:
        """Write a note, or send the one again that was under way when the connection broke."""
        if self.pending_in != self._step():
            self.pending, self.pending_in = "", self._step()
        if not self.pending:
            self.written += 1
            body = WORDS * (20 if self.rng.random() < 0.05 else 1)
            self.pending = f"{self.name} {self.written}: {body[self.rng.randrange(40) :]}"
            self.ledger.ask_note(self.pending)
        await self.timed(self.session.submit("Add", {"Your note": self.pending}))
        self.told_notes()
        self.pending = ""  # what was refused is not asked for again: the notes have been turned over

    def told_notes(self) -> None:
        """Read which notes the page shows as kept."""
        step = self._step()
        if not step:
            return
        shown = set(self.page.texts("text")) & self.ledger.notes_asked
        for text in shown:
            self.ledger.acknowledge_note(text)
        self.kept.setdefault(step, set()).update(shown)
        if self.pending in shown:
            self.pending = ""

    def _step(self) -> str:
        forms = [node.form for node in self.page.all("Add", "button")]
        return forms[0].removeprefix("write/") if forms else ""

    def ballot(self) -> Node | None:
        """Find the list of what can be voted for."""
        found = self.page.elements("bidi_component")
        return next((node for node in found if node.proto.component_name == BALLOT), None)

    async def place(self, ballot: Node) -> None:
        """Place a dot, mostly; take one back now and then, and where none is left."""
        mine = {target: count for target, count in ballot.data["mine"].items() if count}
        free = ballot.data["each"] - sum(mine.values())
        back = bool(mine) and (not free or self.rng.random() < 0.2)
        target = self.rng.choice(list(mine) if back else [one["id"] for one in ballot.data["offered"]])
        dots = mine.get(target, 0) + (-1 if back else 1)
        self.ledger.ask_vote(self.name, target, dots)
        sent = {"number": ballot.data["answered"] + 1, "dots": {target: dots}}
        await self.timed(self.session.trigger(ballot, "placed", sent))
        self.told_dots(target)

    def told_dots(self, *targets: str) -> None:
        """Read how many dots the page says are kept."""
        if ballot := self.ballot():
            for target in targets:
                self.ledger.acknowledge_vote(self.name, target, ballot.data["mine"].get(target, 0))

    async def estimate(self, button: Node) -> None:
        """Give three numbers; told when the page shows them as kept."""
        low = self.rng.randrange(10, 500)
        likely, high = low + self.rng.randrange(100), low + 100 + self.rng.randrange(300)
        _, path, number = button.form.split("/")
        self.ledger.ask_estimate(self.name, path, int(number), (low, likely, high))
        await self.timed(self.session.submit(button.label, {"Low": low, "High": high, "Likely": likely}))
        if self.page.says(f"Kept: {low} to {high}, most likely {likely}."):
            self.ledger.acknowledge_estimate(self.name, path, int(number), (low, likely, high))

    async def set_dial(self, levels: list[Node]) -> None:
        """Say how much rigour a component needs; told when the page asks why."""
        new = [node for node in levels if (self.name, name_of(node)) not in self.ledger.answers]
        node = self.rng.choice(new or levels)
        dial, level = name_of(node), self.rng.choice(["light", "standard", "high"])
        if self.session.held(node) == [level]:
            return  # a browser takes the level away that is pressed again, and the page does not let it
        self.ledger.ask_answer(self.name, dial, level)
        before = self.refused.total()
        await self.timed(self.session.answer(node, level))
        why = any(name_of(field) == f"{dial}/why" for field in self.page.elements("text_input"))
        if why and self.refused.total() == before:
            self.ledger.acknowledge_answer(self.name, dial, level)

    async def score(self, button: Node) -> None:
        """Score a risk; told when the page offers to change the scores."""
        likelihood, impact, late = (self.rng.randint(1, 5) for _ in range(3))
        values = dict(zip(SCORES.values(), (likelihood, impact, late), strict=True))
        self.ledger.ask_answer(self.name, button.form, (likelihood, impact, late))
        before = self.refused.total()
        await self.timed(self.session.submit(button.label, values))
        kept = any(node.form == button.form for node in self.page.all("Change my scores", "button"))
        if kept and self.refused.total() == before:
            self.ledger.acknowledge_answer(self.name, button.form, (likelihood, impact, late))

    async def show_hand(self) -> None:
        """Show a hand, or another one; told when the page says that it is kept."""
        fingers, node = self.rng.choice(list(HANDS)), self.page.find(HAND, "radio")
        if self.session.held(node) == HANDS[fingers]:
            return  # pressing the same again does nothing
        self.ledger.ask_answer(self.name, "hand", fingers)
        before = self.refused.total()
        await self.timed(self.session.answer(node, HANDS[fingers]))
        if self.page.says("Kept. You can change it") and self.refused.total() == before:
            self.ledger.acknowledge_answer(self.name, "hand", fingers)

    def found_again(self) -> None:
        """Check that the program knows the person and shows their notes; what it shows is acknowledged by that."""
        if self.page.has("Join", "button"):
            self.errors.append(f"{self.name} was not known any more")
        if step := self._step():
            missing = self.kept.get(step, set()) - set(self.page.texts("text"))
            self.errors += [f"{self.name} misses a note: {text[:60]}" for text in sorted(missing)]
        self.told_notes()
        self.told_dots(*self.ledger.open_votes(self.name))


@dataclass
class Facilitator(Watched):
    """Who leads, by the buttons of the console. What is not there to be pressed in time is skipped."""

    skipped: list[str] = field(default_factory=list)
    moved: dict[str, float] = field(default_factory=dict)

    async def open(self, owner_path: str, query: str) -> None:
        """Become the owner, and open the console."""
        async with httpx2.AsyncClient(timeout=60, verify=False) as client:
            await self.session.redeem(client, owner_path)
        await self.session.open("workshop", query)
        self.look()

    async def lead(self, schedule: list[tuple[float, str]], pace: Pace) -> None:
        """Press the buttons of a schedule at their shares of the time."""
        for share, label in schedule:
            await pace.until(share)
            if pace.share() >= 1:
                self.skipped.append(label)
                continue
            if not self.session.connected:
                await self.come_back(time.perf_counter() + 60)
            pace.stop()
            await (self.list_risk(label) if label.startswith(RISK) else self.press(label))
            pace.go_on()

    async def move(self, act: Awaitable[Rerun]) -> None:
        """Press something, and note when, if it leads to another step."""
        before, begun = self.headings(), time.perf_counter()
        await self.timed(act)
        for heading in self.headings() - before:
            self.moved.setdefault(heading, begun)

    async def list_risk(self, text: str) -> None:
        """Put a risk on the list, in the facilitator's own words."""
        try:
            await self.session.fill("What could happen", text)
        except (*BROKEN, LookupError):
            self.skipped.append(text)
        else:
            await self.press("Put it on the list")

    async def press(self, start: str) -> None:
        """Press the first button whose label begins so; again after a break, while it is still there to be pressed."""
        for _ in range(20):
            found = [node for node in self.page.elements("button") if node.label.startswith(start)]
            ready = [node for node in found if not node.proto.disabled]
            try:
                if not self.session.connected:
                    raise Disconnected("seen while they were looking")
                if ready:
                    return await self.move(self.session.press(ready[0]))
                await asyncio.sleep(0.25)
            except BROKEN:
                await self.come_back(time.perf_counter() + 60)
                if not any(node.label.startswith(start) for node in self.page.elements("button")):
                    return None
            except Gone:
                continue
        self.skipped.append(start)
        return None


def name_of(node: Node) -> str:
    """Give the key a widget was made with; its id ends with it."""
    parts = str(node.proto.id).split("-", 2)
    return parts[2] if len(parts) == 3 else ""
