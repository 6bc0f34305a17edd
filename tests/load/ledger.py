"""What people were told is kept, held against what is in the database afterwards."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lifecycle.envision.workshop.entries import Entry, Kind
from lifecycle.envision.workshop.state import State, fold

Dot = tuple[str, str]
Numbers = tuple[float, float, float]
Estimate = tuple[str, str, int]
Asked = tuple[str, str]
Answer = str | int | tuple[int, int, int]


@dataclass
class Ledger:
    """What was asked for and what was acknowledged: the page of that session said so.

    A note is known by its text, so every text is written by one person once. A vote is the number of dots somebody,
    by name, has on a target; the last one counts, and one asked for but not acknowledged may have gone through.
    The same holds for answers: the level of a dial, the scores of a risk, a hand, by name and what was asked.
    """

    notes_asked: set[str] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    votes: dict[Dot, int] = field(default_factory=dict)
    votes_acknowledged: int = 0
    estimates: dict[Estimate, Numbers] = field(default_factory=dict)
    answers: dict[Asked, Answer] = field(default_factory=dict)
    _answered: dict[Asked, set[Answer]] = field(default_factory=lambda: defaultdict(set))
    _open: dict[Dot, set[int]] = field(default_factory=lambda: defaultdict(set))
    _given: dict[Estimate, set[Numbers]] = field(default_factory=lambda: defaultdict(set))

    def ask_note(self, text: str) -> None:
        """A note is being sent."""
        self.notes_asked.add(text)

    def acknowledge_note(self, text: str) -> None:
        """The person was told that a note is kept."""
        self.notes.add(text)

    def ask_vote(self, name: str, target: str, dots: int) -> None:
        """Dots are being placed."""
        self._open[name, target].add(dots)

    def acknowledge_vote(self, name: str, target: str, dots: int) -> None:
        """The person was told how many dots they have on a target."""
        self.votes[name, target] = dots
        self.votes_acknowledged += 1
        self._open[name, target].clear()

    def open_votes(self, name: str) -> list[str]:
        """Give the targets somebody was told nothing of since they asked for dots there."""
        return [target for (who, target), asked in self._open.items() if who == name and asked]

    def ask_estimate(self, name: str, path: str, number: int, numbers: Numbers) -> None:
        """Low, likely and high are being given for a quantity in a round."""
        self._given[name, path, number].add(numbers)

    def acknowledge_estimate(self, name: str, path: str, number: int, numbers: Numbers) -> None:
        """The person was told that their numbers are kept; those before them are not."""
        self.estimates[name, path, number] = numbers
        self._given[name, path, number] = {numbers}

    def ask_answer(self, name: str, what: str, answer: Answer) -> None:
        """An answer is being given."""
        self._answered[name, what].add(answer)

    def acknowledge_answer(self, name: str, what: str, answer: Answer) -> None:
        """The person was told that their answer is kept; those before it are not."""
        self.answers[name, what] = answer
        self._answered[name, what] = {answer}

    def allowed_answers(self, asked: Asked) -> set[Answer]:
        """Give the answers that may be in the database: the one acknowledged, or one given since."""
        return self._answered.get(asked, set())

    def allowed_estimates(self, estimate: Estimate) -> set[Numbers]:
        """Give the numbers that may be in the database: those acknowledged, or those asked for since."""
        return self._given.get(estimate, set())

    def allowed(self, dot: Dot) -> set[int]:
        """Give the numbers of dots that may be in the database: the one acknowledged, or one asked for since."""
        return {self.votes.get(dot, 0), *self._open.get(dot, ())}


@dataclass(frozen=True)
class Verdict:
    """What became of what was acknowledged."""

    notes: int
    notes_once: int
    lost: tuple[str, ...]
    doubled: tuple[str, ...]
    strangers: tuple[str, ...]
    votes: int
    votes_right: int
    votes_wrong: tuple[Dot, ...]
    estimates: int
    estimates_wrong: tuple[Estimate, ...]
    answers: dict[str, int]
    answers_wrong: tuple[Asked, ...]
    people: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Answer whether nothing acknowledged is lost, doubled or different."""
        wrong = (self.votes_wrong, self.estimates_wrong, self.answers_wrong)
        return not (self.lost or self.doubled or self.strangers or any(wrong))

    def __str__(self) -> str:
        """Write it in four lines."""
        answers = ", ".join(f"{count} of {what}" for what, count in self.answers.items())
        return (
            f"  notes: {self.notes} acknowledged, {self.notes_once} of them found exactly once, {len(self.lost)} lost, "
            f"{len(self.doubled)} doubled, {len(self.strangers)} nobody wrote\n"
            f"  votes: {self.votes} hold, {self.votes_right} found as acknowledged, {len(self.votes_wrong)} not\n"
            f"  estimates: {self.estimates} hold, {len(self.estimates_wrong)} of them lost or different\n"
            f"  answers: {answers or 'none'} acknowledged, {len(self.answers_wrong)} of them lost or different"
        )


def compare(ledger: Ledger, entries: Iterable[Entry]) -> Verdict:
    """Hold the log of a workshop against a ledger."""
    log = list(entries)
    written = Counter(str(entry.body["text"]) for entry in log if entry.kind is Kind.NOTED)
    state = fold(log)
    names = {key: person.name for key, person in state.participants.items()}
    found = dots_found(state.votes, names)
    wrong = tuple(sorted(dot for dot in {*found, *ledger.votes} if found.get(dot, 0) not in ledger.allowed(dot)))
    given = {
        (names[who], path, number): (float(point.low), float(point.likely), float(point.high))
        for (path, number), all_of_them in state.estimates.items()
        for who, point in all_of_them.items()
    }
    estimates_wrong = {key for key, numbers in given.items() if numbers not in ledger.allowed_estimates(key)}
    answered = answers_found(state, names)
    astray = {asked for asked, answer in answered.items() if answer not in ledger.allowed_answers(asked)}
    return Verdict(
        notes=len(ledger.notes),
        notes_once=sum(written[text] == 1 for text in ledger.notes),
        lost=tuple(sorted(text for text in ledger.notes if not written[text])),
        doubled=tuple(sorted(text for text, count in written.items() if count > 1)),
        strangers=tuple(sorted(set(written) - ledger.notes_asked)),
        votes=len(ledger.votes),
        votes_right=len(set(ledger.votes) - set(wrong)),
        votes_wrong=wrong,
        estimates=len(ledger.estimates),
        estimates_wrong=tuple(sorted(estimates_wrong | (set(ledger.estimates) - set(given)))),
        answers=dict(Counter(what.partition("/")[0] for _, what in ledger.answers)),
        answers_wrong=tuple(sorted(astray | (set(ledger.answers) - set(answered)))),
        people=tuple(sorted(str(entry.body["name"]) for entry in log if entry.kind is Kind.JOINED)),
    )


def dots_found(votes: Mapping[str, Mapping[str, Mapping[str, int]]], names: Mapping[str, str]) -> dict[Dot, int]:
    """Give the dots in a state by name and target."""
    return {
        (names[who], target): dots
        for step in votes.values()
        for who, mine in step.items()
        for target, dots in mine.items()
    }


def answers_found(state: State, names: Mapping[str, str]) -> dict[Asked, Answer]:
    """Give the levels of dials, the scores of risks and the hands in a state by name and what was asked."""
    dials = {(names[who], f"dial/{key}"): one.level for key, all_ in state.dials.items() for who, one in all_.items()}
    scores = {
        (names[who], f"score/{key}"): (int(one.likelihood), int(one.impact), int(one.detectability))
        for key, all_ in state.risk_scores.items()
        for who, one in all_.items()
    }
    return {**dials, **scores, **{(names[who], "hand"): fingers for who, fingers in state.fists.items()}}
