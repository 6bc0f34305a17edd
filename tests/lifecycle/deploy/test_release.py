"""Release plans and the two signatures a release needs."""

import pytest

from lifecycle.deploy.release import Method, check_plan, check_sign_off
from lifecycle.errors import BadInput, NotAllowed
from tests.lifecycle.samples import by_group, plan, release


@pytest.mark.parametrize(
    ("method", "exposure"),
    [
        (Method.FULL, 1.0),
        (Method.SHADOW, 0.0),
        (Method.CANARY, 0.05),
        (Method.PHASED, 0.5),
        (Method.PARALLEL, 1.0),
        (Method.CANARY, 1.0),
    ],
)
def test_a_plan_that_holds_together_is_taken(method: Method, exposure: float) -> None:
    assert check_plan(plan(method=method, exposure=exposure)) is None


@pytest.mark.parametrize("exposure", [-0.01, 1.01, 5.0, float("nan"), float("inf")])
@pytest.mark.parametrize("method", Method)
def test_a_share_outside_nought_and_one_is_refused(method: Method, exposure: float) -> None:
    with pytest.raises(BadInput, match="lies between 0 and 100 %"):
        check_plan(plan(method=method, exposure=exposure))


@pytest.mark.parametrize("exposure", [0.0, 0.5, 0.99])
def test_a_full_release_decides_all_cases(exposure: float) -> None:
    with pytest.raises(BadInput, match="decides all cases"):
        check_plan(plan(method=Method.FULL, exposure=exposure))


@pytest.mark.parametrize("exposure", [0.01, 1.0])
def test_a_shadow_release_decides_none(exposure: float) -> None:
    with pytest.raises(BadInput, match="decides no case"):
        check_plan(plan(method=Method.SHADOW, exposure=exposure))


@pytest.mark.parametrize("method", [Method.CANARY, Method.PHASED, Method.PARALLEL])
def test_a_share_of_nothing_releases_nothing(method: Method) -> None:
    with pytest.raises(BadInput, match="nothing is released"):
        check_plan(plan(method=method, exposure=0.0))


def test_two_people_sign_a_release_and_their_names_are_kept_plain() -> None:
    assert check_sign_off("  Lena   Brandt ", "Ines\tCarvalho") == {"product": "Lena Brandt", "risk": "Ines Carvalho"}


@pytest.mark.parametrize(("product", "risk"), [("", "Ines"), ("Lena", "  "), ("", "")])
def test_a_release_needs_both_names(product: str, risk: str) -> None:
    with pytest.raises(BadInput, match="Enter both names"):
        check_sign_off(product, risk)


@pytest.mark.parametrize("same", ["Lena Brandt", "LENA  brandt", " lena brandt "])
def test_nobody_approves_their_own_release(same: str) -> None:
    with pytest.raises(NotAllowed, match="nobody approves their own work"):
        check_sign_off("Lena Brandt", same)


def test_a_release_says_from_where_on_it_acts() -> None:
    assert release().acts() == "acts from 0.300"
    assert release(threshold=None, by_group=by_group()).acts() == "acts by sex: f from 0.300, m from 0.415"
