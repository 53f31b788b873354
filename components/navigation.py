"""The map of pages: section, file, the action that a role needs, the icon. Addresses are flat: /sites."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.i18n import Words
from data.access import Actor, allowed


@dataclass(frozen=True)
class Entry:
    """One page: the default page lives at `/`."""

    section: str
    stem: str
    icon: str
    default: bool = False

    @property
    def action(self) -> str:
        """Action that opens the page."""
        return f"{self.stem}.view"

    @property
    def file(self) -> str:
        """File of the page, from the root of the project."""
        return f"pages/{self.section}/{self.stem}.py"


ENTRIES = (
    Entry("situation", "map", ":material/map:", default=True),
    Entry("situation", "sites", ":material/holiday_village:"),
    Entry("situation", "events", ":material/crisis_alert:"),
    Entry("situation", "displacement", ":material/transfer_within_a_station:"),
    Entry("services", "coverage", ":material/water_drop:"),
    Entry("services", "priorities", ":material/format_list_numbered:"),
    Entry("services", "partners", ":material/handshake:"),
    Entry("services", "actions", ":material/task_alt:"),
    Entry("preparedness", "alerts", ":material/campaign:"),
    Entry("preparedness", "scenario", ":material/thunderstorm:"),
    Entry("preparedness", "shelters", ":material/night_shelter:"),
    Entry("stocks", "stock", ":material/inventory_2:"),
    Entry("stocks", "requests", ":material/assignment:"),
    Entry("stocks", "reach", ":material/local_shipping:"),
    Entry("stocks", "prepositioning", ":material/moving:"),
    Entry("stocks", "warehouse", ":material/warehouse:"),
    Entry("manage", "entry", ":material/edit_note:"),
    Entry("manage", "imports", ":material/upload_file:"),
    Entry("manage", "sources", ":material/fact_check:"),
    Entry("manage", "settings", ":material/tune:"),
    Entry("manage", "help", ":material/help:"),
)
SHEETS = {"site": ("sites", "site"), "shelter": ("shelters", "shelter"), "warehouse": ("stock", "warehouse"),
          "commune": ("coverage", "commune")}  # fmt: skip


def entry(stem: str) -> Entry:
    """Entry of a page."""
    return next(one for one in ENTRIES if one.stem == stem)


def pages(actor: Actor, tr: Words) -> dict[str, list[st.Page]]:
    """Pages that an actor may open, by the title of their section; others are absent, not greyed."""
    sections: dict[str, list[st.Page]] = {}
    for one in ENTRIES:
        if allowed(actor, one.action).allowed:
            address = {"default": True} if one.default else {"url_path": one.stem}
            page = st.Page(one.file, title=tr(f"page.{one.stem}.title"), icon=one.icon, **address)
            sections.setdefault(tr(f"section.{one.section}"), []).append(page)
    return sections
