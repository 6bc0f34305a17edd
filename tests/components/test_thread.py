"""The header: a dot tells its component's full name, which the short one stands for."""

from unittest.mock import patch

from components import thread
from lifecycle.catalogue import components


def test_a_dot_tells_the_full_name_of_its_component() -> None:
    with patch.object(thread.st, "markdown") as shown:
        thread._dot(components()["privacy"], None)
    assert "Private: not yet known" in shown.call_args.args[0]
    assert shown.call_args.kwargs["help"].startswith("Respectful of privacy")
