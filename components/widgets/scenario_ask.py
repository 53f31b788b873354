"""Which hazard a page looks at: stored zones, a kept or shipped scenario, or the draft of this session."""

from __future__ import annotations

import streamlit as st

from components.session import Page
from components.widgets import address, filters
from geo.scenario import Scenario
from results.shock import Shock

KEY, SECOND = "shock", "shock2"
DRAFT = "draft"
ZONES, KEPT, PRESET = "zones", "kept", "preset"
HELD = "scenario-draft"  # in the session: (title, scenario)
_NEXT = "scenario-choose-next"


def choose(page: Page) -> Shock | None:
    """Draw the choice of a hazard; None where there is nothing to choose."""
    wanted = st.session_state.pop(_NEXT, None)
    if wanted:
        st.session_state[KEY] = wanted
    return _one(page, "scenario.shock", _names(page), KEY)


def choose_or_none(page: Page, none: str) -> Shock | None:
    """Draw the choice of a hazard with a first option, so called, for none."""
    names = {"": none, **_names(page)}
    code = address.select(page.tr("scenario.shock"), list(names), names, key=KEY)
    return _shock(page, code, names[code]) if code else None


def choose_second(page: Page, first: Shock) -> Shock | None:
    """Draw the choice of a hazard to compare with the first one; None where there is no other."""
    names = {code: name for code, name in _names(page).items() if _shock(page, code, name).key != first.key}
    return _one(page, "scenario.shock_second", names, SECOND)


def draft() -> tuple[str, Scenario] | None:
    """Title and scenario that this session has built."""
    held: tuple[str, Scenario] | None = st.session_state.get(HELD)
    return held


def hold(title: str, scenario: Scenario) -> None:
    """Make a scenario the draft of this session, and what the page looks at from its next run on."""
    st.session_state[HELD] = (title, scenario)
    st.session_state[_NEXT] = DRAFT


def is_draft(shock: Shock) -> bool:
    """Whether a shock is the draft of this session."""
    held = draft()
    return held is not None and shock.scenario is held[1]


def look_at_kept(zone_set: str) -> None:
    """Look at a kept scenario from the next run on; the draft, which it was, is let go of."""
    st.session_state.pop(HELD, None)
    st.session_state[_NEXT] = f"{KEPT}:{zone_set}"


def _one(page: Page, label: str, names: dict[str, str], key: str) -> Shock | None:
    if not names:
        return None
    code = address.select(page.tr(label), list(names), names, key=key)
    return _shock(page, code, names[code])


def _names(page: Page) -> dict[str, str]:
    """What may be chosen and its name: the draft last, so that an address without a choice always means the same."""
    tr, kept = page.tr, page.results.kept_scenarios()
    again = set(kept["zone_set"])
    names = {
        f"{ZONES}:{row.zone_set}": filters.zone_set_name(page, row)
        for row in page.results.zone_sets().itertuples() if row.zone_set not in again
    }  # fmt: skip
    for row in kept.itertuples():
        names[f"{KEPT}:{row.zone_set}"] = filters.zone_set_name(page, row)
    for key in page.results.scenario_presets():
        names[f"{PRESET}:{key}"] = tr("scenario.preset_name", title=preset_title(page, key))
    if held := draft():
        names[DRAFT] = tr("scenario.draft_name", title=held[0] or held[1].told.key)
    return names


def preset_title(page: Page, key: str) -> str:
    """What a shipped scenario is called."""
    return page.tr.or_else(f"scenario_preset.{key}", key)


def _shock(page: Page, code: str, name: str) -> Shock:
    kind, _, key = code.partition(":")
    if kind == ZONES:
        return Shock(name, zone_set=key)
    if kind == KEPT:
        kept = page.results.kept_scenarios().set_index("zone_set")
        title = kept["scenario_title"].get(key)
        return Shock(str(title or key), scenario=page.results.kept_scenario(key))
    held = draft()
    if kind == DRAFT and held:
        return Shock(held[0] or held[1].told.key, scenario=held[1])
    return Shock(preset_title(page, key), scenario=page.results.scenario_presets()[key])
