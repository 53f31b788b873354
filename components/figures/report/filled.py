"""Printed sheets from what `results` know: the same facts as on the page, and what the data say of themselves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from components.figures import doubts, report
from components.figures.master_list import MasterList
from components.figures.report import Around, Lists, PlaceSheet, SiteSheet, Stamp, shelter_list
from components.i18n import Words
from geo.disclosure import BELOW, SENSITIVITY
from geo.doubted import doubted_standards
from results import Results
from results.place_sheet import PlaceFacts
from results.site_sheet import STOCK_BAND, SiteFacts

PDF = "application/pdf"
SOURCES = ("sites", "assessments", "services", "events", "actions")


def stamp(asked: Results, *, recipient: str = "") -> Stamp:
    """What every sheet of a picture says of itself: day, labels, sources, standards, version."""
    facts = asked.facts()
    version = str(asked.snapshot.known_at)
    return Stamp(facts["as_of"], facts["labels"], SOURCES, asked.standards(), version, recipient, facts["credits"])


def site_pdf(asked: Results, site_id: str, tr: Words) -> bytes:
    """PDF of one site."""
    facts = asked.site_sheet(site_id)
    sheet = of_site(facts, stamp(asked), kits(asked, tr))
    return report.site(replace(sheet, lists=replace(sheet.lists, doubts=_doubts(asked, facts.doubts, tr))), tr)


def place_pdf(asked: Results, code: str, tr: Words) -> bytes:
    """PDF of one commune or department."""
    return report.place(of_place(asked.place_sheet(code), stamp(asked), kits(asked, tr)), tr)


def shelter_list_pdf(asked: Results, department: str, tr: Words) -> bytes:
    """PDF of the list of evacuation shelters of a department; "": of the whole country."""
    return shelter_list.pdf(asked.shelters_with_section(department), stamp(asked), tr)


def kits(asked: Results, tr: Words) -> dict[str, str]:
    """Names of the kits in the language."""
    rows = asked.kit_names()
    return dict(zip(rows["kit"], rows[f"name_{tr.lang}"], strict=True))


def of_site(facts: SiteFacts, said: Stamp, names: Mapping[str, str]) -> SiteSheet:
    """A site's sheet."""
    return SiteSheet(
        site=facts.site,
        stamp=said,
        services=facts.services,
        other_phase=facts.other_phase,
        trend=facts.rounds[["assessed_on", "people"]],
        around=Around(facts.outline, facts.near),
        lists=Lists(
            partners=_there(facts.partners),
            hazards=_zones(facts.hazards),
            stock=_stock(facts.stock, names),
            actions=_actions(facts.actions),
            actions_reserved=int(_reserved(facts.actions).sum()),
        ),
    )


def of_place(facts: PlaceFacts, said: Stamp, names: Mapping[str, str]) -> PlaceSheet:
    """A commune's or department's sheet."""
    lists = Lists(
        partners=_there(facts.partners),
        hazards=_zones(facts.hazards),
        stock=_stock(facts.stock, names),
        actions=_actions(facts.actions, place=True),
        actions_reserved=int(_reserved(facts.actions).sum()),
        sites=facts.sites,
    )
    return PlaceSheet(
        facts.place, said, facts.services, facts.trend, around=Around(facts.outline, facts.points), lists=lists
    )


def master_list(asked: Results) -> MasterList:
    """The weekly list of open sites, with former names, status and access."""
    register = asked.register()
    open_ = register[register["site_id"].isin(asked.sites()["site_id"])].reset_index(drop=True)
    former = asked.former_names()
    named = [former.get(code, []) for code in open_["site_id"]]
    sections = open_["adm3_pcode"].map(asked.section_names()).astype("str").fillna(open_["adm3_pcode"])
    rows = open_.assign(aliases=pd.Series(named, index=open_.index, dtype="object"), adm3_name=sections)
    return MasterList(rows, asked.site_coverage("auto").frame, stamp(asked))


def _doubts(asked: Results, findings: pd.DataFrame, tr: Words) -> pd.DataFrame | None:
    """Contradictions in words; nothing is said where there is none."""
    if findings.empty:
        return None
    communes = asked.places().set_index("adm2_pcode")["name_fr"].to_dict()
    told = {"sentence": doubts.sentences(findings, communes, tr),
            "standards": doubted_standards(findings, asked.standards())}  # fmt: skip
    return pd.DataFrame(told)


def _there(partners: pd.DataFrame) -> pd.DataFrame:
    """Who is there, by their names."""
    names = partners["organisation_name"].fillna(partners["organisation"])
    return partners.assign(organisation=names)


def _actions(actions: pd.DataFrame, *, place: bool = False) -> pd.DataFrame:
    """What still stands to be done and may be on paper; on the sheet of a place with the site that it concerns."""
    told = actions[~_reserved(actions)].rename(columns={"responsible_organisation": "owner_organisation"})
    where = told["name"] if place else None
    return told.assign(place=where)[["action", "owner_organisation", "due_on", "action_state", "place"]]


def _reserved(actions: pd.DataFrame) -> pd.Series:
    """Which actions are for the coordination only: a paper goes from hand to hand."""
    return ~actions[SENSITIVITY].isin(BELOW)


def _stock(stock: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """What each kit reaches within a day; kits that reach nobody are left out."""
    rows = stock[(stock["within_hours"] == STOCK_BAND) & (stock["households_reached"] >= 1)]
    return pd.DataFrame(
        {"kit": rows["kit"].map(names), "households": rows["households_reached"], "travel_hours": STOCK_BAND}
    )


def _zones(zones: pd.DataFrame) -> pd.DataFrame:
    """Zones; a set that is called as its hazard says nothing more by its name."""
    return zones.assign(zone_set=zones["zone_set"].where(zones["zone_set"] != zones["hazard"]))
