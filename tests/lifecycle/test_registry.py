import importlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from lifecycle import guardrails, metrics
from lifecycle.deploy import checks
from lifecycle.envision import levers
from lifecycle.registry import discover


@dataclass(frozen=True)
class Thing:
    """What the packages made here are asked for."""

    key: str


HEAD = "from tests.lifecycle.test_registry import Thing\n"
Maker = Callable[[str, dict[str, str]], ModuleType]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Maker:
    """Make a package from file names and their text, and import it."""

    def make(name: str, files: dict[str, str]) -> ModuleType:
        folder = tmp_path / name
        folder.mkdir()
        for file, text in ({"__init__": ""} | files).items():
            (folder / f"{file}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(str(tmp_path))
        return importlib.import_module(name)

    return make


def test_what_files_define_is_found_by_its_key_in_the_order_of_the_files(package: Maker) -> None:
    made = package("found_things", {"b_late": f"{HEAD}THING = Thing('x')", "a_early": f"{HEAD}THING = Thing('y')"})
    found = discover(made, "THING", Thing)
    assert list(found.items()) == [("y", Thing("y")), ("x", Thing("x"))]


def test_an_empty_package_holds_nothing(package: Maker) -> None:
    assert discover(package("no_things", {}), "THING", Thing) == {}


def test_a_file_that_defines_nothing_is_named(package: Maker) -> None:
    made = package("silent_things", {"empty": "OTHER = 1"})
    with pytest.raises(TypeError, match=r"silent_things\.empty must define THING as a Thing"):
        discover(made, "THING", Thing)


def test_a_file_that_defines_something_else_is_named(package: Maker) -> None:
    made = package("odd_things", {"odd": "THING = 'a string'"})
    with pytest.raises(TypeError, match=r"odd_things\.odd must define THING as a Thing"):
        discover(made, "THING", Thing)


def test_two_files_with_one_key_are_refused(package: Maker) -> None:
    made = package("twin_things", {"one": f"{HEAD}THING = Thing('x')", "two": f"{HEAD}THING = Thing('x')"})
    with pytest.raises(ValueError, match="'x'"):
        discover(made, "THING", Thing)


@pytest.mark.parametrize(
    ("module", "found"),
    [
        (levers, levers.levers()),
        (metrics, metrics.metrics()),
        (guardrails, guardrails.guardrails()),
        (checks, checks.checks()),
    ],
    ids=["levers", "metrics", "guardrails", "checks"],
)
def test_every_file_of_a_package_registers_one_thing_under_its_own_name(
    module: ModuleType, found: dict[str, object]
) -> None:
    files = sorted(path.stem for path in Path(str(module.__file__)).parent.glob("*.py") if path.stem != "__init__")
    assert list(found) == files
