"""Among which sites a page looks: the country or department, the metropolitan area, or one commune; in the address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from components.session import Page
from components.widgets import address
from geo.places import METROPOLIS, NATION

METROPOLIS_DEPARTMENT = "HT01"


@dataclass(frozen=True)
class Among:
    """A place: its level of `geo.places.LEVELS`, its code there, its name."""

    level: str
    code: str
    name: str

    @property
    def asked(self) -> str:
        """The place as `results` ask for it: "" for the country."""
        return "" if self.code == NATION else self.code


def choose(page: Page, *, label: str = "priorities.among") -> Among:
    """Draw the choice. A link to a commune opens it whatever department is chosen."""
    places = page.results.places().sort_values("name_fr")
    communes = dict(zip(places["adm2_pcode"], places["name_fr"], strict=True))
    held = set(page.results.sites(page.department)["adm2_pcode"])
    names = {page.department or NATION: _whole(page)}
    if page.department in ("", METROPOLIS_DEPARTMENT):
        names[METROPOLIS] = page.tr("level.mapap")
    asked = st.query_params.get("among", "")
    names |= {code: name for code, name in communes.items() if code in held or code == asked}
    code = address.select(page.tr(label), list(names), names, key="among")
    level = {NATION: "adm0", METROPOLIS: "mapap", page.department: "adm1"}.get(code, "adm2")
    return Among(level, code, names[code])


def _whole(page: Page) -> str:
    if not page.department:
        return page.tr("level.adm0")
    names = page.results.departments().set_index("place")["name"]
    return str(names[page.department])
