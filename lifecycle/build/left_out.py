"""Which cases are left out of a comparison, and why: counted, named, listed."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

NAMED = 5


@dataclass(frozen=True)
class Problem:
    """Cases left out for the same reason: how many, and what the first of them are called."""

    reason: str
    count: int
    first: tuple[str, ...]

    def sentence(self) -> str:
        """Say it in words.

        >>> Problem("not in b.csv", 7, ("4", "9")).sentence()
        '7 cases not in b.csv: 4, 9, …'
        """
        more = ", …" if self.count > len(self.first) else ""
        return f"{self.count:,} case{'' if self.count == 1 else 's'} {self.reason}: {', '.join(self.first)}{more}"


class LeftOut:
    """Collects what does not align."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._rows: list[tuple[str, str]] = []
        self._cases: set[str] = set()

    def add(self, cases: Iterable[str], reason: str) -> None:
        """Leave cases out for a reason; a case may have several."""
        named = [str(case) for case in cases]
        if named:
            self.problems.append(Problem(reason, len(named), tuple(named[:NAMED])))
            self._rows += [(case, reason) for case in named]
            self._cases.update(named)

    def cases(self) -> set[str]:
        """Name every case left out so far."""
        return self._cases

    def first_reason(self) -> str:
        """Say the most frequent reason, for when nothing is left."""
        return (
            max(self.problems, key=lambda problem: problem.count).sentence() if self.problems else "the file is empty"
        )

    def table(self) -> pd.DataFrame:
        """List every case with its reason, shape (k, 2)."""
        return pd.DataFrame(self._rows, columns=["case", "reason"])
