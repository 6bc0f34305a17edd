"""The frame: who is here decides which pages exist."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from components.links import PATHS
from data import initiatives
from data.runtime import Runtime
from lifecycle.access import NOBODY, Capability, Principal
from tests.conftest import OWNER
from tests.pages.conftest import FRAME, Open, words

ROOT = Path(__file__).parent.parent.parent


def a_viewer(running: Runtime) -> Principal:
    """Somebody who came by a link to the only initiative."""
    own = initiatives.listing(running.store, OWNER)[0].id
    return Principal("g", "Link: Board", Capability.VIEWER, own, None, "g")


def test_nobody_sees_a_door_and_nothing_else(running: Runtime) -> None:
    with patch("data.visitors.of_page", return_value=NOBODY), patch("data.visitors.seated", return_value=None):
        app = AppTest.from_file(str(FRAME), default_timeout=30).run()
    assert app.title[0].value == "This Throughline is not open to you"
    assert not app.button


@pytest.mark.parametrize("name", [name for name in PATHS if name != "leadership"])
def test_a_viewer_has_no_other_page_than_the_leadership_page(running_at: Callable[[str], Runtime], name: str) -> None:
    viewer = a_viewer(running_at("signed"))
    with patch("data.visitors.of_page", return_value=viewer):
        app = AppTest.from_file(str(FRAME), default_timeout=30).run()
        assert "Breast-cancer triage" in words(app)
        with pytest.raises(ValueError, match=r"not registered|page"):
            app.switch_page(PATHS[name])


def test_a_viewer_has_no_sidebar_and_nothing_to_press(running_at: Callable[[str], Runtime]) -> None:
    viewer = a_viewer(running_at("monitored"))
    with patch("data.visitors.of_page", return_value=viewer):
        app = AppTest.from_file(str(FRAME), default_timeout=30).run()
    assert not app.button
    assert not app.text_input
    assert not app.sidebar.page_link


def test_an_unknown_initiative_is_said_plainly(running: Runtime, visit: Open) -> None:
    page = visit("portfolio")
    page.query_params["initiative"] = "nowhere"
    page.switch_page(PATHS["build"])
    page.query_params["initiative"] = "nowhere"
    page.run()
    assert "There is no initiative 'nowhere'" in words(page)


def test_a_working_page_without_an_initiative_says_where_to_choose(running: Runtime, visit: Open) -> None:
    assert "Choose an initiative in the portfolio first" in words(visit("build"))


def test_heavy_libraries_stay_off_the_way_to_the_first_page(tmp_path: Path) -> None:
    code = f"""
import sys, tempfile, pathlib
from unittest.mock import patch
from streamlit.testing.v1 import AppTest
from data import runtime
from lifecycle.access import Capability, Principal
runtime.use(runtime.open_runtime(pathlib.Path({str(tmp_path / "home")!r})))
with patch("data.visitors.of_page", return_value=Principal("o", "Owner", Capability.OWNER)):
    app = AppTest.from_file({str(FRAME)!r}, default_timeout=60).run()
assert not app.exception
heavy = [m for m in ("sklearn", "shap", "evidently", "fairlearn", "skops", "numba") if m in sys.modules]
print("heavy:", heavy)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert "heavy: []" in done.stdout, done.stdout + done.stderr
