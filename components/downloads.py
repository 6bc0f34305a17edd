"""Files to take along: contracts and decisions on paper, to read and to read back; each is made when asked for."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

import streamlit as st

from lifecycle.build.decision import Decision
from lifecycle.build.kind_decision import KindDecision
from lifecycle.build.kind_exports import kind_decision_json, kind_decision_markdown
from lifecycle.build.record_exports import decision_json, decision_markdown
from lifecycle.build.record_ground import version_of
from lifecycle.contract import Version
from lifecycle.envision.exports import contract_markdown

JSON, MARKDOWN, PDF = "application/json", "text/markdown", "application/pdf"


def contract_files(name: str, slug: str, version: Version, versions: Sequence[Version], at: datetime) -> None:
    """Offer a version of a contract as PDF, Markdown and JSON."""
    stem = f"{slug}-contract-v{version.number}"

    def paper() -> bytes:
        from components.paper import contract_pdf  # fonts are read when somebody wants paper, not for every page

        return contract_pdf(name, version, versions, at)

    with st.container(horizontal=True, gap="small"):
        file_button("PDF", paper, f"{stem}.pdf", PDF)
        file_button("Markdown", lambda: contract_markdown(name, version, versions), f"{stem}.md", MARKDOWN)
        file_button(
            "JSON", lambda: json.dumps(version.terms.body(), indent=2, ensure_ascii=False), f"{stem}.json", JSON
        )


def decision_files(name: str, slug: str, decision: Decision, currency: str, versions: Sequence[Version] = ()) -> None:
    """Offer a decision record as PDF, Markdown and JSON; `versions` are those of the contract."""
    stem, version = f"{slug}-decision-{decision.number}", version_of(decision, versions)

    def paper() -> bytes:
        from components.decision_paper import decision_pdf

        return decision_pdf(name, decision, currency, version)

    with st.container(horizontal=True, gap="small"):
        file_button("PDF", paper, f"{stem}.pdf", PDF)
        file_button("Markdown", lambda: decision_markdown(name, decision, currency, version), f"{stem}.md", MARKDOWN)
        file_button("JSON", lambda: decision_json(name, decision), f"{stem}.json", JSON)


def kind_decision_files(name: str, slug: str, decision: KindDecision, versions: Sequence[Version] = ()) -> None:
    """Offer the record of a decision about forecasts or classes as PDF, Markdown and JSON."""
    stem, version = f"{slug}-decision-{decision.number}", version_of(decision, versions)

    def paper() -> bytes:
        from components.decision_paper import kind_decision_pdf

        return kind_decision_pdf(name, decision, version)

    with st.container(horizontal=True, gap="small"):
        file_button("PDF", paper, f"{stem}.pdf", PDF)
        file_button("Markdown", lambda: kind_decision_markdown(name, decision, version), f"{stem}.md", MARKDOWN)
        file_button("JSON", lambda: kind_decision_json(name, decision), f"{stem}.json", JSON)


def file_button(label: str, make: Callable[[], str | bytes], name: str, mime: str) -> None:
    """Offer one file; it is made when somebody asks for it."""
    st.download_button(
        label, make, file_name=name, mime=mime, icon=":material/download:", key=f"file/{name}", on_click="ignore"
    )
