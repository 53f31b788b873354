"""Values of the printed map of a scenario in words: what the template sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from components.figures import palette
from components.figures.report.drawings import INK
from components.figures.report.scenario_drawing import place_names, position_time, scenario_map
from components.figures.report.wording import clean, known, number
from components.figures.zones import colour
from components.i18n import Words
from data.reference_shaking import shaking_rules
from data.reference_storms import wind_rules
from geo.cyclone_scenario import HAZARD as CYCLONE
from geo.shaking import Quake
from geo.shaking_zones import HAZARD as EARTHQUAKE
from results.scenario_sheet import DISPLACED, ScenarioFacts, by_place

KEY = "scenario_print"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX+")
LOUD = "exercise"
_LINE, _NAME = 300, 90


def of_scenario(facts: ScenarioFacts, tr: Words) -> dict[str, Any]:
    """Page of a scenario (`results.scenario_sheet.ScenarioFacts`) as JSON values."""
    exercise = tr(f"{KEY}.exercise_line") if facts.told["state"] == LOUD else ""
    hazards = list(dict.fromkeys(facts.rows["hazard"]))
    return {
        "lang": tr.lang,
        "kind": tr(f"{KEY}.kind", hazard=", ".join(_hazard(one, tr) for one in hazards)),
        "title": title(facts, tr),
        "place": _place(facts, tr),
        "state": tr(f"{KEY}.state_{facts.told['state'] or 'unknown'}"),
        "stamps": [tr(f"report.stamp_{one}") for one in _labels(facts)],
        "as_of": tr("report.as_of", day=tr.day(facts.facts["as_of"])),
        "exercise": exercise,
        "map": scenario_map(facts, tr),
        "map_alt": tr(f"{KEY}.kind", hazard=""),
        "legend_title": tr(f"{KEY}.legend"),
        "legend": legend(facts, tr),
        "tables": [_table(facts, hazard, tr) for hazard in hazards],
        "footer": _footer(facts, tr),
    }


def title(facts: ScenarioFacts, tr: Words) -> str:
    """Name of the scenario in words: that of a shipped one or of its hazard, else as it was given."""
    name = facts.name
    return clean(tr.or_else(f"scenario_preset.{name}", tr.or_else(f"choice.hazard.{name}", name)), _NAME)


def _place(facts: ScenarioFacts, tr: Words) -> str:
    rows = facts.land[facts.land["adm_pcode"] == facts.department]
    if rows.empty:
        return tr(f"{KEY}.country")
    return clean(place_names(rows, tr).iloc[0])


def _labels(facts: ScenarioFacts) -> list[str]:
    """What the data are, loudest first; a made-up scenario over real data mixes them."""
    one = facts.facts
    mixed = one["mixed"] or (facts.told["fictional"] and not one["fictional"])
    told = ["mixed" if mixed else "fictional"] if one["fictional"] or facts.told["fictional"] else []
    return [*told, *(["schematic"] if one["schematic"] else []), *one["credits"]]


def legend(facts: ScenarioFacts, tr: Words) -> list[dict[str, str]]:
    """What the map shows: classes of the zones, the worst first, then marks; only what is on it."""
    pairs = list(dict.fromkeys(zip(facts.zones["hazard"], facts.zones["hazard_class"], strict=True)))
    several = len({hazard for hazard, _ in pairs}) > 1
    told = [_area(hazard, label, tr, several=several) for hazard, label in reversed(pairs)]
    people, sites = facts.sites["people"].sum(min_count=1), int(facts.sites["sites"].sum())
    capacity = facts.shelters["capacity_persons"].sum(min_count=1)
    marks = {
        "disc": sites and tr(f"{KEY}.sites", sites=sites, people=number(people, tr)),
        "triangle": len(facts.shelters)
        and tr(f"{KEY}.shelters", shelters=len(facts.shelters), capacity=number(capacity, tr)),
        "track": len(facts.track) and _track_line(facts.track, tr),
        "star": _quake_line(facts.quake, tr),
    }
    told += [_entry(shape, line) for shape, line in marks.items() if line]
    limits = palette.table("land")["department"]
    return [*told, _entry("line", tr(f"{KEY}.limits"), line=limits)]


def _entry(shape: str, told: Any, *, fill: str = "", line: str = INK) -> dict[str, str]:
    return {"shape": shape, "fill": fill, "line": line, "told": str(told)}


def _area(hazard: str, label: str, tr: Words, *, several: bool) -> dict[str, str]:
    named = _class(label, tr)
    named = f"{_hazard(hazard, tr)} : {named}" if several else named
    bound = _bound(hazard, label)
    return _entry("area", f"{named} ({bound})" if bound else named, fill=colour(hazard, label))


def _bound(hazard: str, label: str) -> str:
    """From where on a class of a measured scale is, as its rules say; "" for the others."""
    wind, breaks = wind_rules().classes, shaking_rules().breaks
    if hazard == CYCLONE and label in wind.names:
        return f"≥ {wind.least[wind.names.index(label)]:g} kt"
    if hazard == EARTHQUAKE and label in breaks:
        return f"MMI {ROMAN[round(breaks[label] + 0.5) - 1]}"
    return ""


def _track_line(track: pd.DataFrame, tr: Words) -> str:
    first, last = (position_time(track["valid_at"].iloc[at]) for at in (0, -1))
    year = str(track["valid_at"].iloc[0])[:4]
    return tr(f"{KEY}.track", first=first, last=last, year=year)


def _quake_line(quake: Quake | None, tr: Words) -> str:
    if quake is None:
        return ""
    key = "epicentre" if quake.length_km is None else "rupture"
    told = {"magnitude": tr.number(quake.magnitude, 1), "depth": tr.number(quake.depth_km),
            "length": tr.number(quake.length_km or 0.0)}  # fmt: skip
    return tr(f"{KEY}.{key}", **told)


def _table(facts: ScenarioFacts, hazard: str, tr: Words) -> dict[str, Any]:
    """Headline figures by place of one hazard; places that nothing meets are named below."""
    own = facts.rows[facts.rows["hazard"] == hazard]
    classes = own.groupby("hazard_class", sort=False)["people"].sum(min_count=1)
    labels = [str(label) for label, people in classes.items() if people != 0]
    by_class = own.pivot_table(index="place", columns="hazard_class", values="people", aggfunc="sum", dropna=False)
    names = place_names(facts.land, tr).set_axis(facts.land["adm_pcode"])
    sums = by_place(facts.rows, hazard).assign(name=lambda held: held["place"].map(names).fillna(held["name"]))
    met = sums["people"].ne(0) | sums["sites"].gt(0) | sums["shelters"].gt(0)
    rows = [_cells(row, by_class.loc[row["place"]], labels, facts, tr) for row in sums[met].to_dict("records")]
    whole = sums[met].drop(columns=["place", "name"]).sum(min_count=1).to_dict() | {"name": tr(f"{KEY}.total")}
    apart = [clean(one, 40) for one in sorted(sums.loc[~met, "name"])]
    level = "commune" if facts.department else "department"
    first, *others = (tr(f"{KEY}.{one}") for one in (level, "exposed", "displaced", "idps", "shelters_inside"))
    gales = [tr(f"{KEY}.gale_at")] if len(facts.arrivals) else []
    return {
        "title": tr(f"{KEY}.table", hazard=_hazard(hazard, tr)),
        "head": [first, *gales, *(_class(one, tr) for one in labels), *others],
        "colours": ["", *("" for _ in gales), *(colour(hazard, one) for one in labels), *("" for _ in others)],
        "rows": rows,
        "total": _cells(whole, classes, labels, facts, tr) if rows else [],
        "outside": tr(f"{KEY}.not_met", names=", ".join(apart)) if apart else "",
        "none": "" if rows else tr(f"{KEY}.nobody"),
    }


def _cells(
    row: Mapping[str, Any], by_class: pd.Series, labels: list[str], facts: ScenarioFacts, tr: Words
) -> list[str]:
    people = [number(_round(by_class.get(one)), tr) for one in labels]
    inside = number(_round(row["idp_individuals"]), tr) if row["sites"] else "0"
    shelters = number(row["shelters"], tr)
    if row["shelters"]:
        shelters = f"{shelters} ({number(row['shelter_capacity'], tr)})"
    first = [clean(row["name"], 40), *_gale(row, facts)]
    return [*first, *people, number(_round(row["people"]), tr), _displaced(row, tr), inside, shelters]


def _gale(row: Mapping[str, Any], facts: ScenarioFacts) -> list[str]:
    """When winds of 34 kt first come to the place, to the whole at the earliest; a dash where they never do."""
    if facts.arrivals.empty:
        return []
    first = facts.arrivals.get(row["place"]) if "place" in row else facts.arrivals.min()
    return [position_time(first) if known(first) else "–"]


def _displaced(row: Mapping[str, Any], tr: Words) -> str:
    """Middle, low and high; what is unknown of some classes makes it a least."""
    told = [number(_round(row[name]), tr) for name in DISPLACED]
    if not known(row[DISPLACED[1]]):
        return told[1]
    return f"{'≥ ' if row['unknown'] else ''}{told[1]} ({told[0]}\u00a0–\u00a0{told[2]})"


def _round(value: Any) -> Any:
    """A computed count of people as whole people; unknown stays unknown."""
    return round(float(value)) if known(value) else value


def _hazard(key: str, tr: Words) -> str:
    return tr.or_else(f"choice.hazard.{key}", clean(key, 40))


def _class(key: str, tr: Words) -> str:
    return tr.or_else(f"choice.hazard_class.{key}", clean(key, 40))


def _footer(facts: ScenarioFacts, tr: Words) -> list[str]:
    told, one = facts.told, facts.facts
    key = f"scenario_source.{told['shipped']}" if told["shipped"] else f"source.{told['source']}"
    source = tr.or_else(key, told["source"])
    year = f"{one['population_year']:.0f}" if known(one["population_year"]) else tr("unit.undated")
    made_on = tr.day(told["made_on"]) if told["made_on"] else tr("unit.undated")
    author = clean(told["author"], 60) or tr("report.unknown")
    lines = [
        tr(f"{KEY}.source", source=clean(source, 140) or tr("report.unknown"), author=author, made_on=made_on),
        tr(f"{KEY}.population", source=clean(one["population_source"], 140), year=year),
        tr(f"{KEY}.formula"),
        tr(f"{KEY}.boundaries", source=clean(one["boundaries_source"], 140)),
    ]
    lines += [tr(f"head.{credit}") for credit in one["credits"]]
    lines += [tr(f"{KEY}.schematic")] if one["schematic"] else []
    lines += [tr(f"{KEY}.unverified")] if told["status"] != "verified" else []
    return [clean(line, _LINE) for line in lines]
