"""Who is here, in which language, looking at what: guard and context of every page in one call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from components import navigation, picture
from components.i18n import LANGUAGES, Words, best_language
from components.remember import remember
from data.access import LOCAL, Actor, allowed
from geo.errors import DashboardError, NotAllowed
from results import Results


@dataclass(frozen=True)
class Page:
    """What a page works with. `department` is "" for the whole country."""

    action: str
    tr: Words
    actor: Actor
    results: Results
    department: str
    facts: dict[str, Any]


def words() -> Words:
    """Words of the language chosen here, else the address's, else the browser's, else French."""
    chosen = st.session_state.get("lang")
    return Words(best_language(chosen, st.query_params.get("lang"), st.context.locale))


def actor() -> Actor:
    """Who is here: the loopback's user until accounts exist."""
    return LOCAL


def open_page(action: str) -> Page:
    """Guard a page and give it its context; its first statement.

    Where the actor may not open it, or something is wrong with the store, a sentence is shown and the page
    stops: nothing of it is built.
    """
    tr, who = words(), actor()
    decision = allowed(who, action)
    if not decision.allowed:
        _stop(tr.error(NotAllowed(action, decision.reason)))
    try:
        results = Results(picture.take(who.role, as_of=day()), who, remember)
        facts = results.facts()
        page = Page(action, tr, who, results, department(results), facts)
    except DashboardError as error:
        _stop(tr.error(error))
    _head(page)
    return page


def day() -> str | None:
    """Day chosen for the picture (ISO); None for the store's own."""
    chosen = st.session_state.get("day")
    return chosen.isoformat() if isinstance(chosen, date) else None


def department(results: Results) -> str:
    """Department chosen on this page: looked up in the view's own list, "" where it is not one of them."""
    chosen = str(st.session_state.get("dept") or st.query_params.get("dept") or "")
    return chosen if chosen in set(results.departments()["place"]) else ""


def fragment(action: str, *, every_s: float | None = None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a fragment that asks for its right on every run of its own, not only when the page ran.

    `every_s`: seconds after which it runs again by itself.
    """

    def wrap(draw: Callable[..., Any]) -> Callable[..., Any]:
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not allowed(actor(), action).allowed:
                _stop(words()("reason.role_has_no_right"))
            return draw(*args, **kwargs)

        return st.fragment(guarded, run_every=every_s)

    return wrap


def _head(page: Page) -> None:
    """Draw title, question, and what the data are: their day, whether fictional, whether shapes are schematic."""
    stem = page.action.split(".", maxsplit=1)[0]
    st.title(page.tr(f"page.{stem}.title"), anchor=False)
    told = [page.tr("head.as_of", day=page.tr.day(page.facts["as_of"]))]
    if page.facts["schematic"]:
        told.append(page.tr("head.schematic"))
    else:
        source = page.tr.plain(page.facts["boundaries_source"])
        told.append(page.tr("head.boundaries", source=source, day=page.tr.day(page.facts["boundaries_date"])))
    told = [" · ".join(told), *(page.tr(f"head.{one}") for one in page.facts["credits"])]
    st.caption("  \n".join([page.tr(f"page.{stem}.question"), *told]))
    if page.facts["fictional"]:
        _fictional(page)


def _fictional(page: Page) -> None:
    """Say that the data are invented; where real ones are among them, with the way to where that is undone."""
    imports = navigation.entry("imports")
    key = "head.mixed" if page.facts["mixed"] else "head.fictional"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(page.tr(key), icon=":material/science:", color="orange")
        if page.facts["mixed"] and page.action != imports.action and allowed(page.actor, imports.action).allowed:
            st.page_link(imports.file, label=page.tr("head.mixed_open"), icon=":material/arrow_forward:")


def _stop(sentence: str) -> None:
    st.error(sentence)
    st.stop()


def language_names() -> dict[str, str]:
    """Languages by the name that their speakers give them."""
    return dict(zip(LANGUAGES, ("Français", "English", "Kreyòl"), strict=True))
