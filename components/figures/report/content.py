"""Values of a sheet in words: what the template sets, section by section."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.figures import explain_text, management
from components.figures.report import lists, service_rows
from components.figures.report.drawings import locator, place_map, site_map, trend_chart
from components.figures.report.lists import Neighbours
from components.figures.report.sheet import PlaceSheet, SiteSheet, Stamp
from components.figures.report.wording import clean, known, named, number, said, word
from components.i18n import Words

LONGEST_NAME = 110
LONGEST_LINE = 150
_ALIASES = 6
_CHANGES = 3


def of_site(sheet: SiteSheet, tr: Words) -> dict[str, Any]:
    """Page of one site (`sheet.SiteSheet`) as JSON values."""
    near = lists.nearest(sheet, tr)
    table = service_rows.table(sheet.services, sheet.other_phase, sheet.stamp.standards, tr)
    held = (sheet.site.get(name) for name in ("adm3_name", "adm2_name", "adm1_name"))
    where = ", ".join(clean(one) for one in held if known(one)) or tr("report.nowhere")
    lead = {"kind": tr("report.site"), "where": clean(where, LONGEST_LINE), "code": sheet.site["site_id"]}
    return {
        **_head(sheet.site, lead, sheet.stamp, tr),
        "facts": _site_facts(sheet.site, tr),
        **_map(site_map(sheet, near.points, tr), near, tr),
        "locator": locator(sheet),
        **_trend(sheet.trend, tr),
        "table": table,
        "blocks": lists.blocks(sheet.lists, tr),
        "footer": _footer(sheet, tr, "report.formula_site"),
    }


def of_place(sheet: PlaceSheet, tr: Words) -> dict[str, Any]:
    """Page of a commune or a department (`sheet.PlaceSheet`) as JSON values."""
    level = tr.or_else(f"level.{sheet.place['level']}", "")
    inside = clean(sheet.place["adm1_name"]) if known(sheet.place.get("adm1_name")) else ""
    lead = {"kind": tr("report.place", level=level), "where": inside, "code": sheet.place["place"]}
    legend = lists.kinds(sheet.around.points, tr)
    return {
        **_head(sheet.place, lead, sheet.stamp, tr),
        "facts": _place_facts(sheet.place, tr),
        **_map(place_map(sheet, tr), legend, tr),
        "locator": "",
        **_trend(sheet.trend, tr),
        "table": service_rows.place_table(sheet.services, sheet.stamp.standards, tr),
        "blocks": lists.blocks(sheet.lists, tr),
        "footer": _footer(sheet, tr, "report.formula_place"),
    }


def _head(row: Mapping[str, Any], lead: dict[str, Any], stamp: Stamp, tr: Words) -> dict[str, Any]:
    told = row.get("aliases")
    names = [clean(one, 40) for one in told if known(one)] if isinstance(told, list | tuple) else []
    more = [f"+{len(names) - _ALIASES}"] if len(names) > _ALIASES else []
    said_also = ", ".join(names[:_ALIASES] + more)
    return {
        "lang": tr.lang,
        "kind": lead["kind"],
        "title": named(row.get("name"), tr, LONGEST_NAME),
        "place": " · ".join(one for one in (lead["where"], clean(lead["code"], 40)) if one),
        "aliases": clean(tr("report.aliases", names=said_also), LONGEST_LINE) if names else "",
        "stamps": [tr(f"report.stamp_{one}") for one in stamp.labels],
        "as_of": tr("report.as_of", day=tr.day(stamp.as_of)),
    }


def _site_facts(site: Mapping[str, Any], tr: Words) -> list[list[str]]:
    people = number(site.get("people"), tr)
    if known(site.get("people")) and site.get("people_estimated"):
        people = tr("report.estimated", people=people)
    day = tr.day(site["counted_on"]) if known(site.get("counted_on")) else tr("unit.undated")
    state = [word(name, site[name], tr) for name in ("status", "access") if known(site.get(name))]
    sort = [word(name, site[name], tr) for name in ("site_class", "site_type") if known(site.get(name))]
    facts = [
        (tr("report.people"), people),
        (tr("report.counted_on"), day),
        (tr("report.households"), number(site.get("households"), tr)),
        (tr("report.women_men"), f"{number(site.get('females'), tr)} / {number(site.get('males'), tr)}"),
        (tr("report.state"), " · ".join(state) or tr("report.unknown")),
        (tr("report.sort"), " · ".join(sort) or tr("report.unknown")),
        (tr("report.manager"), _manager(site, tr)),
        (tr("report.opened_on"), tr.day(site["opened_on"]) if known(site.get("opened_on")) else tr("report.unknown")),
    ]
    return [list(pair) for pair in facts]


def _manager(site: Mapping[str, Any], tr: Words) -> str:
    """By whom, and what the last round told of it; the materials that were asked for stand on the page."""
    named_ = said(site.get("manager_organisation"), tr, 60)
    told = management.line(site, tr)
    return f"{named_} ({clean(told, 60)})" if told else named_


def _place_facts(place: Mapping[str, Any], tr: Words) -> list[list[str]]:
    population = number(place.get("population"), tr)
    if known(place.get("population")) and known(place.get("population_year")):
        population = f"{population} ({int(place['population_year'])})"
    facts = [
        (tr("report.sites_open"), number(place.get("sites_open"), tr)),
        (tr("report.people_sites"), number(place.get("people"), tr)),
        (tr("report.people_host"), number(place.get("people_host"), tr)),
        (tr("report.households"), number(place.get("households"), tr)),
        (tr("report.population"), population),
        (tr("report.fresh_share"), tr.share(float(place["fresh_share"])) if known(place.get("fresh_share"))
         else tr("unit.unknown")),
    ]  # fmt: skip
    return [list(pair) for pair in facts]


def _map(drawn: tuple[str, str], near: Neighbours, tr: Words) -> dict[str, Any]:
    picture, note = drawn
    return {
        "map": picture,
        "map_alt": tr("report.map"),
        "map_note": tr(f"report.map_{note}"),
        "legend_title": tr(f"report.legend_{near.title}"),
        "legend": near.lines,
        "legend_none": tr("report.nothing_near"),
        "locator_note": tr("report.locator"),
    }


def _trend(trend: pd.DataFrame, tr: Words) -> dict[str, Any]:
    picture, note = trend_chart(trend, tr)
    return {"trend": picture, "trend_title": tr("report.trend"), "trend_note": note}


def _changes(stamp: Stamp, tr: Words) -> list[str]:
    """Who changed which threshold, from what to what, when and why: as many as find room, and how many more."""
    told = [f"{tr.or_else(f'standard.{one.key}', one.key)} : {explain_text.changed(change, tr)}"
            for one in stamp.standards for change in one.changes]  # fmt: skip
    more = f" (+{len(told) - _CHANGES})" if len(told) > _CHANGES else ""
    shown = [f"† {clean(one, 240)}" for one in told[:_CHANGES]]
    return [*shown[:-1], shown[-1] + more] if shown else []


def _footer(sheet: SiteSheet | PlaceSheet, tr: Words, formula: str) -> list[str]:
    stamp, services = sheet.stamp, sheet.services
    edited = any(one.changed for one in stamp.standards) or ("changed" in services and bool(services["changed"].any()))
    sources = [clean(tr.or_else(f"source.{one}", one), 80) for one in stamp.sources]
    books = dict.fromkeys(one.source.split(",")[0] for one in stamp.standards)
    thresholds = [clean(one, 60) for one in books]
    told = tr("report.version", day=tr.day(stamp.as_of), version=clean(stamp.version, 60) or tr("unit.blank"))
    for_whom = f" {tr('report.recipient', name=clean(stamp.recipient, 80))}" if stamp.recipient else ""
    lines = [
        told + for_whom,
        *(tr(f"head.{one}") for one in stamp.credits),
        tr("report.sources", names="; ".join(sources) or tr("report.unknown")),
        tr("report.thresholds", names="; ".join(thresholds) or tr("report.unknown")),
        tr(formula),
    ]
    lines += [tr("report.unverified")] if any(one.status != "verified" for one in stamp.standards) else []
    lines += _changes(stamp, tr) or ([tr("report.changed")] if edited else [])
    return [clean(line, 260) for line in lines]
