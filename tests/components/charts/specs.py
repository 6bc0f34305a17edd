"""Reads what a chart was drawn from."""

from collections.abc import Iterator
from typing import Any

from components.charts import Picture


def rows(picture: Picture) -> list[dict[str, Any]]:
    """Give all rows of all data of a chart."""
    return [row for data in picture.spec["datasets"].values() for row in data]


def marks(picture: Picture, kind: str) -> Iterator[dict[str, Any]]:
    """Give the layers of a chart that draw with a mark."""
    return (layer for layer in picture.spec["layer"] if layer["mark"]["type"] == kind)
