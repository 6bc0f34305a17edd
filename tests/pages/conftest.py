"""Runs pages without a browser, as somebody."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import pytest
from streamlit.testing.v1 import AppTest

from components.links import PATHS
from lifecycle.access import Principal
from tests.conftest import OWNER

FRAME = Path(__file__).parent.parent.parent / "pages" / "frame.py"
Open = Callable[..., AppTest]


@pytest.fixture
def visit() -> Iterator[Open]:
    """Open a page of the running program as the owner, or as somebody else."""
    patches = []

    def open_page(name: str, who: Principal = OWNER, **query: str) -> AppTest:
        patches.append(patch("data.visitors.of_page", return_value=who))
        patches[-1].start()
        app = AppTest.from_file(str(FRAME), default_timeout=30)
        for key, value in query.items():
            app.query_params[key] = value
        app.run()
        if name != "portfolio":
            for key, value in query.items():
                app.query_params[key] = value
            app.switch_page(PATHS[name]).run()
        assert not app.exception, app.exception
        return app

    yield open_page
    for each in reversed(patches):  # the first one knows what was there before all
        each.stop()


def words(app: AppTest) -> str:
    """Give all text a page shows, as it is read."""
    kinds = (app.markdown, app.caption, app.error, app.info, app.warning, app.success, app.text, app.header)
    text = "\n".join(str(element.value) for kind in kinds for element in kind)
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", "")
    return re.sub(r"\\(?=[\W_])", "", text)
