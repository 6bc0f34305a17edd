import pytest

from lifecycle.build.review import Review, check_review
from lifecycle.catalogue import roles
from lifecycle.errors import BadInput, NotAllowed

OWNERS = {"science": "Noah Fischer", "risk": "Ines Carvalho"}


@pytest.mark.parametrize("role", [role for role in roles() if role != "risk"])
def test_anybody_but_the_author_may_review_in_a_role_nobody_else_is_named_in(role: str) -> None:
    check_review(Review("Priya Raman", role), {}, OWNERS)


@pytest.mark.parametrize("role", ["sponsor", "product", "risk"])
def test_nobody_reviews_in_the_role_of_somebody_else(role: str) -> None:
    named = {role: "Dr. Amara Osei"}
    check_review(Review("dr. amara  osei", role), {}, named)
    said = f"Priya Raman is not the {roles()[role].name}: that is Dr. Amara Osei. Choose the role in which Priya Raman"
    for authors in (({}, named), (named, {}), ({role: "Priya Raman"}, named), (named, {role: " "})):
        with pytest.raises(NotAllowed, match=said.replace("(", r"\(")):
            check_review(Review("Priya Raman", role), *authors)


def test_a_second_data_scientist_may_review() -> None:
    check_review(Review("Priya Raman", "science"), OWNERS, OWNERS)


@pytest.mark.parametrize("name", ["Noah Fischer", " noah  FISCHER "])
@pytest.mark.parametrize("authors", [({}, OWNERS), ({"science": "Noah Fischer"}, {})])
def test_the_author_may_not_review_whatever_the_role(name: str, authors: tuple[dict[str, str], ...]) -> None:
    with pytest.raises(NotAllowed, match="Nobody reviews their own work"):
        check_review(Review(name, "deputy"), *authors)


def test_a_role_and_a_name_are_needed() -> None:
    with pytest.raises(BadInput, match="No role is called 'king'"):
        check_review(Review("Priya Raman", "king"), OWNERS)
    with pytest.raises(BadInput, match="Choose the role"):
        check_review(Review("Priya Raman", ""), OWNERS)
    with pytest.raises(BadInput, match="needs the name"):
        check_review(Review("  ", "risk"), OWNERS)


def test_only_risk_and_compliance_is_the_second_line() -> None:
    assert [role for role in roles() if Review("Any", role).by_second_line] == ["risk"]
