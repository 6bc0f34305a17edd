"""Looks for columns that point at a person: by what they are called and by what stands in them."""

import re

import pandas as pd

GAP = r"[\s_-]?"
NUMBER = rf"({GAP}(no|nr|number))?"
NAMES = re.compile(
    rf"(.*[\s_-])?(e-?mail({GAP}address)?|(tele)?phone{NUMBER}|mobile{NUMBER}|iban|ssn|passport{NUMBER}"
    rf"|social{GAP}security{NUMBER}|(first|last|full|sur){GAP}name|street({GAP}address)?|home{GAP}address"
    rf"|(account|customer|patient|member){GAP}(id|no|nr|number))",
    re.IGNORECASE,
)
CONTENTS = {
    "e-mail addresses": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "phone numbers": re.compile(r"\+\d[\d\s()/-]{7,}\d"),
    "bank account numbers": re.compile(r"[A-Z]{2}\d{2}[A-Z0-9 ]{11,30}"),
    "social security numbers": re.compile(r"\d{3}-\d{2}-\d{4}"),
}
SAMPLE = 1000
SHARE = 0.05


def find_identifiers(frame: pd.DataFrame) -> tuple[str, ...]:
    """List columns that look like direct identifiers, each with the reason, in column order.

    By name, or because at least 5 % of up to 1,000 non-empty cells match a pattern.
    """
    return tuple(f"{name} ({why})" for name in frame.columns if (why := _why(str(name), frame[name])))


def _why(name: str, column: pd.Series) -> str | None:
    if NAMES.fullmatch(name):
        return "by its name"
    if pd.api.types.is_numeric_dtype(column):
        return None
    cells = column.dropna().astype(str).head(SAMPLE)
    for what, pattern in CONTENTS.items():
        if len(cells) and cells.map(lambda cell, p=pattern: bool(p.fullmatch(cell.strip()))).mean() >= SHARE:
            return what
    return None
