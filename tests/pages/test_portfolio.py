"""The portfolio: empty, with an initiative, and the four doors."""

from collections.abc import Callable

from data.runtime import Runtime
from tests.pages.conftest import Open, words


def test_an_empty_portfolio_offers_the_first_step(running: Runtime, visit: Open) -> None:
    page = visit("portfolio")
    assert "Nothing is promised yet" in words(page)
    assert any(button.label == "New initiative" for button in page.button)


def test_four_doors_lead_to_the_four_occasions(running: Runtime, visit: Open) -> None:
    labels = [link.value for link in visit("portfolio").page_link]
    for door in ("Run a workshop", "Compare models", "Look into drift", "Share a result"):
        assert any(door in label for label in labels), door


def test_it_says_what_is_promised_and_what_has_arrived(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("monitored")
    text = words(visit("portfolio"))
    assert "1 initiative promises **€" in text
    assert "is realised" in text


def test_a_signed_initiative_names_its_next_step(running_at: Callable[[str], Runtime], visit: Open) -> None:
    running_at("signed")
    assert any("train candidates" in link.value for link in visit("portfolio").page_link)
