"""What is left out is counted, named, listed."""

import pytest

from lifecycle.build.left_out import LeftOut, Problem


def test_a_reason_without_cases_is_no_problem() -> None:
    out = LeftOut()
    out.add([], "not in b.csv")
    assert (out.problems, out.cases(), len(out.table())) == ([], set(), 0)
    assert out.first_reason() == "the file is empty"


def test_a_case_may_have_several_reasons() -> None:
    out = LeftOut()
    out.add(["a", "b"], "one")
    out.add(["b"], "two")
    assert out.cases() == {"a", "b"}
    assert out.table().to_dict("list") == {"case": ["a", "b", "b"], "reason": ["one", "one", "two"]}
    assert out.first_reason() == "2 cases one: a, b"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("not in b", 1, ("x",)), "1 case not in b: x"),
        (Problem("not in b", 2, ("x", "y")), "2 cases not in b: x, y"),
        (Problem("not in b", 1200, ("x", "y")), "1,200 cases not in b: x, y, …"),
    ],
)
def test_a_problem_is_a_sentence(problem: Problem, said: str) -> None:
    assert problem.sentence() == said


def test_only_the_first_five_are_named_and_all_are_counted() -> None:
    out = LeftOut()
    out.add((str(i) for i in range(9)), "odd")
    assert out.problems == [Problem("odd", 9, ("0", "1", "2", "3", "4"))]
    assert len(out.table()) == 9
