"""What a new scenario begins with: what the page shows, a shipped one, the store, a file, a pasted text, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

import streamlit as st

from components.session import Page
from components.widgets import look, scenario_ask, scenario_form
from components.widgets.scenario_form import Begun, Document
from data.importers.preview import sentence
from data.scenario_uploads import Uploaded, rows_of
from geo.errors import DashboardError
from geo.scenario import Scenario, scenario_document
from geo.scenario_parts import OBSERVED, Stamp, document_of_zones
from geo.shaking_zones import HAZARD as EARTHQUAKE
from results.shock import Shock

Origin = Callable[[], Begun | None]
SHOWN, PRESET, BLANK = "shown", "preset", "blank"
NAME = "scenario"  # key of a document until a title gives it another
_TOLD = 3  # findings of a file that are told


def choose(page: Page, kind: str, origins: Mapping[str, Origin | None]) -> Begun | None:
    """Draw where to begin from, and what that asks for; None while it is not told.

    `origins`: name -> what draws it; None for one that there is not now.
    """
    names = {name: page.tr(f"scenario_build.from_{name}") for name, draw in origins.items() if draw}
    if st.session_state.get(key(kind), next(iter(names))) not in names:
        del st.session_state[key(kind)]
    st.session_state.setdefault(key(kind), next(iter(names)))
    chosen = st.selectbox(page.tr("scenario_build.from"), list(names), format_func=names.__getitem__, key=key(kind))
    draw = origins[chosen]
    return draw() if draw else None


def key(kind: str) -> str:
    """Where the session holds what a form begins with."""
    return f"scenario-from-{kind}"


def shown(page: Page, shock: Shock | None, fits: Callable[[Scenario], bool]) -> Origin | None:
    """Begin with the scenario that the page shows, where it is one of this form."""
    scenario = shock.scenario if shock else None
    if shock is None or scenario is None or not fits(scenario):
        return None
    told = _after(page, shock.name) if scenario in page.results.scenario_presets().values() else {}
    return lambda: Begun(scenario_form.shown_mark(scenario), shock.name, scenario_document(scenario) | told)


def _after(page: Page, title: str) -> Document:
    """Source of what is made after a shipped scenario; who makes it says so."""
    return {"source": page.tr("scenario_build.preset_source", title=title), "author": ""}


def preset(page: Page, kind: str, fits: Callable[[Scenario], bool]) -> Origin | None:
    """Begin with a shipped scenario."""
    there = {key: one for key, one in page.results.scenario_presets().items() if fits(one)}
    return (lambda: _preset(page, kind, there)) if there else None


def _preset(page: Page, kind: str, there: Mapping[str, Scenario]) -> Begun:
    names = {key: scenario_ask.preset_title(page, key) for key in there}
    one = st.selectbox(page.tr("scenario_build.from_preset"), list(names), format_func=names.__getitem__,
                       key=f"scenario-preset-{kind}", label_visibility="collapsed")  # fmt: skip
    return Begun(f"preset:{one}", names[one], scenario_document(there[one]) | _after(page, names[one]))


def blank(document: Document) -> Origin:
    """Begin with next to nothing."""
    return lambda: Begun(BLANK, "", document)


def uploaded(page: Page, kind: str, table: Literal["tracks", "zones"], endings: Sequence[str]) -> Uploaded | None:
    """Draw the choice of a file; its rows, None without one or where it is refused (and said so)."""
    look.uploader(page.tr("imports.choose_file"), ", ".join(endings))
    upload = st.file_uploader(page.tr("scenario_build.file"), type=list(endings), key=f"scenario-file-{kind}",
                              label_visibility="collapsed")  # fmt: skip
    if upload is None:
        return None
    content = upload.getvalue()
    return read_once(page, kind, upload.name, content, lambda: rows_of(table, upload.name, content))


def read_once(page: Page, kind: str, name: str, content: bytes, read: Callable[[], Uploaded]) -> Uploaded | None:
    """Rows of a file or text, parsed once; what is wrong is told each time."""
    mark, place = hashlib.sha256(content).hexdigest(), f"scenario-read-{kind}"
    held: tuple[str, Any] | None = st.session_state.get(place)
    if held is None or held[0] != mark:
        held = st.session_state[place] = mark, _tried(read)
    told = held[1]
    if isinstance(told, DashboardError):
        st.error(page.tr.plain(page.tr.error(told)))
        return None
    return _whole(page, name, told)


def _tried(read: Callable[[], Uploaded]) -> Uploaded | DashboardError:
    try:
        return read()
    except DashboardError as error:
        return error


def _whole(page: Page, name: str, told: Uploaded) -> Uploaded | None:
    """What was read and what is to be known of it, or why it is not taken: all rows of a file are, or none."""
    taken = not told.refused and len(told.rows) > 0
    if not taken:
        why = "scenario_build.file_refused" if told.refused else "scenario_build.file_empty"
        st.error(page.tr(why, file=page.tr.plain(name), count=told.refused))
    for problem in told.problems[:_TOLD]:
        st.caption(page.tr.plain(sentence(problem, page.tr)))
    return told if taken else None


def zones_of_file(page: Page, kind: str, endings: Sequence[str], *, hazard: str | None) -> Begun | None:
    """Begin with the zones of a file; with `hazard` those of this one, else the one that is chosen."""
    told = uploaded(page, kind, "zones", endings)
    if told is None:
        return None
    there = list(dict.fromkeys(told.rows["hazard"]))
    if hazard is None and len(there) > 1:
        names = {one: page.tr.or_else(f"choice.hazard.{one}", one) for one in there}
        hazard = st.selectbox(page.tr("scenario_build.field.hazard"), there, format_func=names.__getitem__,
                              key=f"scenario-file-hazard-{kind}")  # fmt: skip
    return of_zones(page, told, hazard, mark=f"file:{kind}")


def of_zones(page: Page, told: Uploaded, hazard: str | None, *, mark: str) -> Begun | None:
    """Begin with zones; what is wrong with them is told. A map of shaking that has a day was observed."""
    rows = told.rows
    seen = hazard == EARTHQUAKE and bool(rows["observed_on"].notna().all())
    try:
        document = document_of_zones(rows, Stamp(NAME, OBSERVED if seen else "", file=told.name), hazard=hazard)
    except DashboardError as error:
        st.error(page.tr.plain(page.tr.error(error)))
        return None
    digest = hashlib.sha256(repr(document).encode()).hexdigest()
    return Begun(f"{mark}:{digest}", str(rows["zone_set"].iloc[0]), document)


def loaded(page: Page, begun: Begun) -> Document:
    """Tell how many zones a loaded map has; they are taken as they are."""
    zones = begun.document["zones"]
    classes = dict.fromkeys(one["hazard_class"] for one in zones)
    words = ", ".join(page.tr.or_else(f"choice.hazard_class.{one}", one) for one in classes)
    st.caption(page.tr("scenario_build.zones_loaded", count=len(zones), classes=page.tr.plain(words)))
    return {"zones": zones}
