"""The wall of notes: people's text is text, long walls stay readable, dots are shown when they are given."""

import re
from html.parser import HTMLParser

import pytest

from components import wall
from lifecycle.envision.workshop.views import GroupView, NoteView, Wall

HARD = "<script>alert(1)</script> & \"quotes\" 'single' <img src=x onerror=alert(1)>"


def note(own: str, text: str = "Said", author: str = "", role: str = "", late: bool = False) -> NoteView:
    return NoteView(own, text, author, role, False, "", "", late, False)


class Reader(HTMLParser):
    """Reads which tags there are, and the text in them, as a browser would."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_people_type_is_text_on_the_wall() -> None:
    read = Reader(wall.to_show(Wall((GroupView("g", HARD, (note("a", HARD),), ()),), (note("b", HARD),))))
    assert read.tags == {"div", "section", "h3", "p"}
    assert read.text.count(HARD) == 3


@pytest.mark.parametrize(
    ("count", "size"), [(6, "large"), (20, "few"), (36, "some"), (48, "many"), (80, "crowd"), (120, "throng")]
)
def test_type_gets_smaller_with_the_number_of_notes(count: int, size: str) -> None:
    notes = tuple(note(f"n{number}") for number in range(count))
    shown = wall.to_show(Wall((), notes))
    assert shown.startswith(f'<div class="wall {size}">')
    assert shown.count("<p ") == count
    assert "more" not in shown


def test_what_does_not_fit_is_counted_and_all_groups_are_there() -> None:
    groups = tuple(GroupView(f"g{n}", f"Group {n}.", tuple(note(f"g{n}-{m}") for m in range(4)), ()) for n in range(30))
    notes = tuple(note(f"n{number}", f"Loose {number}. " + "x" * 100) for number in range(300))
    shown = Reader(wall.to_show(Wall(groups, notes))).text
    assert len(re.findall(r"Group \d+\.", shown)) == 30
    loose = len(re.findall(r"Loose \d+\.", shown))
    assert 0 < loose < 300
    assert f"and {300 - loose} more, on the facilitator’s screen" in shown


def test_on_a_crowded_wall_a_group_shows_its_first_notes_and_counts_the_others() -> None:
    notes = tuple(note(f"n{number}", f"Text {number}.") for number in range(90))
    read = Reader(wall.to_show(Wall((GroupView("g", "Time", notes, ()),), ())))
    assert re.findall(r"Text \d+\.", read.text) == ["Text 0.", "Text 1.", "Text 2."]
    assert "and 87 more" in read.text


def test_what_has_most_dots_comes_first_and_says_so() -> None:
    found = Wall((GroupView("a", "A", (), ()), GroupView("b", "B", (), ())), (note("n", "N"),))
    shown = wall.to_show(found, {"b": 3, "n": 1})
    assert shown.index("B <b") < shown.index("A</h3>")
    assert "3 ●" in shown
    assert "●" not in wall.to_show(found)


def test_a_long_text_is_cut_and_says_so() -> None:
    assert wall.short("x" * 300) == "x" * 280 + " …"
    assert wall.short("x" * 280) == "x" * 280


@pytest.mark.parametrize(
    ("given", "said"),
    [(("", "", False), ""), (("Ada", "Sponsor", False), "Ada, Sponsor"), (("", "", True), "came later")],
)
def test_who_wrote_what_is_said_as_far_as_it_is_known(given: tuple[str, str, bool], said: str) -> None:
    assert wall.by(note("n", "T", *given)) == said


def test_the_browser_gets_plain_values_with_dots_and_provenance() -> None:
    found = Wall((GroupView("g", "Time", (note("a", "T", "Ada", "Sponsor"),), ("Old",)),), (note("b", "U"),))
    given = wall.to_pick(found, {"g": 2, "b": 1}, ("group",))
    assert given["groups"] == [
        {
            "id": "g",
            "title": "Time",
            "dots": 2,
            "merged": ["Old"],
            "notes": [{"id": "a", "text": "T", "by": "Ada, Sponsor", "dots": 0}],
        }
    ]
    assert given["loose"] == [{"id": "b", "text": "U", "by": "", "dots": 1}]
