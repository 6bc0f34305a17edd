"""Taking a chart along: its data as CSV, its picture as SVG or PNG, made when somebody asks."""

import json

import pandas as pd
import streamlit as st

from components.charts import Picture
from lifecycle.tables import safe_cell


def taking(drawn: Picture, name: str) -> None:
    """Offer a chart's data and picture; `name` becomes the name of the files."""
    with st.container(horizontal=True, gap="small", key=f"taking/{name}"):
        for label, make, ending, mime in (
            ("Data (CSV)", lambda: data(drawn), "csv", "text/csv"),
            ("Picture (SVG)", lambda: svg(drawn), "svg", "image/svg+xml"),
            ("Picture (PNG)", lambda: png(drawn), "png", "image/png"),
        ):
            st.download_button(
                label,
                make,
                file_name=f"{name}.{ending}",
                mime=mime,
                icon=":material/download:",
                key=f"taking/{name}/{ending}",
                on_click="ignore",
                type="tertiary",
            )


def data(drawn: Picture) -> str:
    """Write what a chart was drawn from as CSV; where it has several tables, one below the other with a number."""
    tables = [pd.DataFrame(rows) for rows in drawn.spec.get("datasets", {}).values() if rows]
    if len(tables) > 1:
        tables = [table.assign(table=number) for number, table in enumerate(tables, 1)]
    whole = pd.concat(tables, ignore_index=True)
    text = whole.select_dtypes(exclude="number").columns
    whole[text] = whole[text].map(safe_cell)
    return whole.to_csv(index=False)


def svg(drawn: Picture) -> str:
    """Draw a chart as SVG on white."""
    import vl_convert

    return str(vl_convert.vegalite_to_svg(_paper(drawn)))


def png(drawn: Picture) -> bytes:
    """Draw a chart as PNG on white, twice as fine as a screen."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(_paper(drawn), scale=2))


def _paper(drawn: Picture) -> str:
    return json.dumps(drawn.spec | {"background": "white", "width": 640})
