"""What the forms of all hazards share: what is being edited, what a scenario says of itself, and how it becomes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from components.figures import file_names
from components.session import Page
from components.widgets import scenario_ask
from data.home import today
from data.scenario_files import reckoning
from geo.errors import BadScenario, DashboardError
from geo.scenario import Scenario, check_scenario, parse_scenario, scenario_document
from geo.scenario_parts import EXERCISE, MADE_UP, UNVERIFIED

Document = dict[str, Any]
WHOLE = ""  # the fault of no single field
_FIELDS = {
    "quake.epicentre": "longitude", "quake.far": "longitude", "quake.magnitude": "magnitude",
    "quake.depth": "depth_km", "quake.rupture_half": "length_km", "quake.strike": "strike_deg",
    "quake.length": "length_km", "quake.top_depth": "top_depth_km",
}  # fmt: skip
_TABLES = ("positions", "zones")


@dataclass(frozen=True)
class Begun:
    """What a form begins with: whence (the form is filled anew where it changes), a title, and a document."""

    mark: str
    title: str
    document: Document


@dataclass(frozen=True)
class Form:
    """A form that is being filled in.

    Parameters
    ----------
    kind
        ``cyclone``, ``earthquake`` or ``zones``.
    begun
        What it began with.
    version
        Grows whenever it is filled anew: its fields are then others.
    slots
        Where the fault of a field is told, by field.
    """

    kind: str
    begun: Begun
    version: int
    slots: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Key of a field of this form."""
        return f"scenario-{self.kind}-{name}-{self.version}"

    def slot(self, *names: str) -> None:
        """Keep a place, here, for the faults of these fields."""
        self.slots.update(dict.fromkeys(names, st.empty()))


def filled(kind: str, begun: Begun) -> Form:
    """The form of a hazard; filled anew where it begins with something else than before."""
    held = st.session_state.get(_held(kind))
    if held is None or held.begun.mark != begun.mark:
        held = Form(kind, begun, held.version + 1 if held else 0)
        st.session_state[_held(kind)] = held
    return replace(held, slots={})


def head(page: Page, form: Form, states: Sequence[str]) -> Document:
    """Draw what a scenario says of itself: title, state, source, author."""
    tr, told = page.tr, form.begun.document
    title = st.text_input(tr("scenario_build.field.title"), form.begun.title, key=form.key("title"), max_chars=120)
    form.slot("title", "key")
    left, right = st.columns(2)
    names = {state: tr(f"choice.scenario_state.{state}") for state in states}
    state = str(told.get("state") or MADE_UP)
    with left:
        chosen = st.selectbox(
            tr("scenario_build.field.state"), states, index=states.index(state) if state in states else 0,
            format_func=names.__getitem__, key=form.key("state"),
        )  # fmt: skip
    with right:
        author = st.text_input(
            tr("scenario_build.field.author"), told.get("author", ""), key=form.key("author"), max_chars=120
        )
        form.slot("author")
    source = st.text_input(tr("scenario_build.field.source"), told.get("source", ""), key=form.key("source"),
                           max_chars=400, placeholder=tr("scenario_build.source_example"))  # fmt: skip
    form.slot("source")
    named = {
        "key": file_names.slug(title.replace(":", " ")),
        "state": chosen,
        "source": source.strip(),
        "author": author.strip(),
    }
    return {"title": title.strip(), **named, "status": UNVERIFIED, "fictional": chosen in (MADE_UP, EXERCISE)}


def apply(page: Page, form: Form, told: Document) -> None:
    """Make what was filled in the draft and draw the page anew; what cannot be is told, and the draft stays.

    `told` is a document with the `title` beside it.
    """
    title = str(told["title"])
    try:
        _named(told)
        scenario = made({name: value for name, value in told.items() if name != "title"})
        if page.results.scenario_zones(scenario).empty:
            raise BadScenario("scenario.no_zones")
    except DashboardError as error:
        say(page, form, error)
        return
    scenario_ask.hold(title, scenario)
    kept = Begun(shown_mark(scenario), title, scenario_document(scenario))
    if form.begun.mark.startswith(_SHOWN):  # the same fields go on: they hold what the draft is
        st.session_state[_held(form.kind)] = Form(form.kind, kept, form.version)
    st.rerun()


def _named(told: Document) -> None:
    """Ask for what people are asked for: a title of letters, and who made it."""
    for name in ("title", "author", "source"):
        if not told[name]:
            raise BadScenario("scenario.missing_field", field=name)
    if not told["key"]:
        raise BadScenario("scenario.bad_value", field="title", value=told["title"])


def made(document: Document) -> Scenario:
    """A scenario of today that can be; errors as `parse_scenario` and `check_scenario`."""
    scenario = parse_scenario(document | {"made_on": today()})
    check_scenario(scenario, reckoning())
    return scenario


_SHOWN = "shown:"


def shown_mark(scenario: Scenario) -> str:
    """Mark of a form that begins with a scenario which the page shows."""
    return f"{_SHOWN}{scenario.digest}"


def say(page: Page, form: Form, error: DashboardError) -> None:
    """Tell what is wrong at the field that it is about, else at the end of the form."""
    told = field_of(error)
    place = form.slots.get(told) or form.slots.get(WHOLE)
    (place or st).error(page.tr.plain(sentence(page, error)))


def field_of(error: DashboardError) -> str:
    """The field that an error is about; "" for none."""
    if error.code in _FIELDS:
        return _FIELDS[error.code]
    if error.code.startswith("track."):
        return "positions"
    return str(error.params.get("field", WHOLE)).partition(".")[0]


def sentence(page: Page, error: DashboardError) -> str:
    """Sentence of an error, fields by the names that they have on the page."""
    if "field" not in error.params:
        return page.tr.error(error)
    told: Mapping[str, Any] = {**error.params, "field": _label(page, str(error.params["field"]))}
    return page.tr(f"error.{error.code}", **told)


def _label(page: Page, name: str) -> str:
    last = name.rpartition(".")[2] if name.partition(".")[0] in _TABLES else name
    return page.tr.or_else(f"scenario_build.field.{last}", page.tr.or_else(f"column.{last}", last))


def _held(kind: str) -> str:
    return f"scenario-form-{kind}"
