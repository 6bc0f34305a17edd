"""Tables that leave the program."""

from collections.abc import Sequence

from lifecycle.envision.wording import marked_down

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str | None) -> str:
    """Write a text as a cell no spreadsheet takes for a formula: one that begins like one gets a quote before it.

    >>> safe_cell("=HYPERLINK(1)"), safe_cell("a = b")
    ("'=HYPERLINK(1)", 'a = b')
    """
    said = "" if text is None else str(text)
    return f"'{said}" if said.startswith(DANGEROUS) else said


def markdown_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table as lines of Markdown; what stands in it is shown as it was typed."""

    def line(parts: Sequence[str]) -> str:
        return "| " + " | ".join(marked_down(part, in_table=True) for part in parts) + " |"

    return [line(heads), "|" + " --- |" * len(heads), *(line(row) for row in rows)]
