"""Open sites and their people as the pages show them: now, and once a file is stored.

Same rules as the pages (`geo.site_services`): the last round of each open site, estimated by its households where
people were not counted. What the whole file tells counts: a site and its assessment may come together.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from data.deny_list import denied, without
from data.freshness import quality_bounds
from data.home import today
from data.identify import read_as
from data.importers.findings import Findings
from data.importers.preview import ImportPreview
from data.slices import emptied
from data.snapshot import SITUATION, Source, household_size
from data.store.merge import merged
from geo.frames import FRAMES
from geo.places import department_of
from geo.quality import Bounds
from geo.quality_rounds import outliers
from geo.site_services import open_sites, with_people

SHOWN = ("sites", "assessments")  # tables whose totals are those of the pages
READ = {
    "sites": ("site_id", "name", "adm2_pcode", "status", "opened_on", "closed_on", "observed_on"),
    "assessments": ("site_id", "assessed_on", "individuals", "households", "water_litres_person_day"),
}
AUDIENCE = "coordinator"


@dataclass(frozen=True)
class Pages:
    """What the pages show of sites, before and after.

    Parameters
    ----------
    before, after
        Open sites with `people` (persons, NaN unknown) on the day of the picture.
    jumped
        Sites of which the file tells the round in force and that is far from the one before it: `record_id`,
        `assessed_on`, `name`, `value`, `expected` (persons).
    """

    before: pd.DataFrame
    after: pd.DataFrame
    jumped: pd.DataFrame


def pages(source: Source, previews: Sequence[ImportPreview], joins: pd.DataFrame) -> Pages | None:
    """Return what the pages show before and after storing a file; None where it tells nothing of sites.

    Parameters
    ----------
    source
        The store that the file is held against.
    previews
        Every table of the file.
    joins
        Records of the file that are known ones (`data.intake.Intake.joins`).
    """
    if not any(one.frame in SHOWN for one in previews):
        return None
    now = source.take(audience=AUDIENCE)
    stored = any(one.frame in SITUATION and len(one.rows) for one in previews)
    day = today() if stored else now.as_of  # real rows move the picture to this day
    size = household_size(now.settings)
    before = with_people(open_sites(*(now.frame(name)[[*READ[name]]] for name in SHOWN), as_of=now.as_of), size)
    sites, rounds = (_stored(source, day, name, previews, joins) for name in SHOWN)
    after = with_people(open_sites(sites, rounds, as_of=day), size)
    found = outliers(after, rounds, Bounds.of(quality_bounds()), size, as_of=day)
    far = found.loc[found["code"] == "people_jumped", ["record_id", "value", "expected"]]
    told = after[["site_id", "assessed_on", "name"]].rename(columns={"site_id": "record_id"})
    return Pages(before, after, far.merge(told, on="record_id"))


def _stored(
    source: Source, day: str, name: str, previews: Sequence[ImportPreview], joins: pd.DataFrame
) -> pd.DataFrame:
    """A table on a day as if the file were stored: what it does not touch stays as it is read."""
    here = source.take(audience=AUDIENCE, as_of=day).frame(name)[[*READ[name]]]
    parts = [_patches(source, one, joins) for one in previews if one.frame == name and len(one.rows)]
    if not parts:
        return here
    frame = FRAMES[name].only(READ[name])
    new = pd.concat(parts, ignore_index=True)
    new = new[new["_ordered_on"] <= day].reset_index(drop=True)
    new = new.assign(batch=source.store.head() + 1, row_id=new.index)
    known, key = source.store.patches(name, as_of=day, columns=READ[name]), list(frame.key)
    touched = new.set_index(key).index
    known = known[known.set_index(key).index.isin(touched)]
    changed = merged(frame, pd.concat([known, new], ignore_index=True))[[*READ[name]]]
    kept = here[~here.set_index(key).index.isin(touched)]
    return without(name, pd.concat([kept, changed], ignore_index=True), denied(source.store))


def _patches(source: Source, one: ImportPreview, joins: pd.DataFrame) -> pd.DataFrame:
    """Rows of a preview as the store would order and merge them."""
    frame = FRAMES[one.frame].only(READ[one.frame])
    rows = read_as(source.store, one.frame, one.rows, joins)[[c.name for c in frame.columns if c.name in one.rows]]
    cleared = emptied(one, one.rows)
    blank = [json.dumps(list(names)) if names else None for names in cleared] if cleared else None
    return frame.conform(rows).assign(cleared=blank, _ordered_on=rows[frame.date].fillna(today()).to_numpy())


def by_department(name: str, sites: pd.DataFrame) -> pd.Series:
    """Open sites, or their people, by department; unknown where nobody knows of any site."""
    place = department_of(sites["adm2_pcode"].astype("str"))
    if name == "sites":
        return sites.groupby(place).size().astype("float64")
    return sites["people"].groupby(place).sum(min_count=1)


def with_jumps(source: Source, one: ImportPreview, told: Pages | None, joins: pd.DataFrame) -> ImportPreview:
    """Add a warning (``people_jumped``) to each assessment whose people are far from those of the round before."""
    if one.frame != "assessments" or told is None or told.jumped.empty or one.rows.empty:
        return one
    rows = read_as(source.store, one.frame, one.rows, joins)[["site_id", "assessed_on"]].reset_index(drop=True)
    far = rows.merge(told.jumped.rename(columns={"record_id": "site_id"}), on=["site_id", "assessed_on"], how="left")
    at = far["value"].notna().to_numpy(dtype=bool)
    findings = Findings(one.rows["row_number"].astype("int64").tolist(), {m.column: m.header for m in one.mapped})
    sites = (far["name"].fillna("–") + " (" + far["site_id"] + ")")[at].tolist()
    people, before = ([round(float(n)) for n in far.loc[at, name]] for name in ("value", "expected"))
    findings.add(at, "individuals", "people_jumped", one.rows["individuals"], blocking=False, site=sites,
                 people=people, expected=before)  # fmt: skip
    problems = sorted([*one.problems, *findings.problems()], key=lambda problem: problem.row or 0)
    return replace(one, problems=problems, problems_found=one.problems_found + findings.found)
