"""One layer of a boundary file -> rows of its level, by the columns of data/mappings/boundaries.toml."""

from __future__ import annotations

import csv
import re
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import shapely

from data.home import ROOT
from data.importers.limits import limits
from data.importers.vectors import Layer
from data.importers.words import table
from geo import crs
from geo.errors import Problem
from geo.frames import LEVELS
from geo.places import NATION
from geo.population import CODE_LENGTH
from geo.shapes import polygons_of

NAMES = ("name_fr", "name_ht", "name_en")
DEPARTMENTS = "adm1"
ABOVE = ("adm_pcode", "adm_level", "parent_pcode", *NAMES)
_PCODE = re.compile(rf"{NATION}(?:\d|$)")
_DAY = re.compile(r"(\d{4})[-/]?(\d\d)[-/]?(\d\d)")


class BoundaryLayer:
    """One layer with its columns matched.

    Parameters
    ----------
    layer
        As read from the file.
    problems
        Takes what is found.

    Attributes
    ----------
    level
        The finest level of which it has P-codes; ``own`` for a file of our own export; "" where it has none.
    own_codes
        False where it has no P-codes, but departments by HASC code: these come through the crosswalk.
    """

    def __init__(self, layer: Layer, problems: list[Problem]) -> None:
        self.layer = layer
        self.problems = problems
        self.mapping = table("boundaries")
        self.header_of = {str(header).casefold(): str(header) for header in layer.columns}
        coded = [level for level in LEVELS if self._column(self._header("pcode", level)).notna().any()]
        self.level = "own" if {"adm_pcode", "adm_level"} <= set(self.header_of) else (coded[-1] if coded else "")
        self.own_codes = not self._only_hasc()
        self.level = self.level if self.own_codes else DEPARTMENTS

    def _only_hasc(self) -> bool:
        """Whether it has HASC codes and, in whatever column of codes, no P-code (Natural Earth: ``HTI-1359``)."""
        codes = self._column("" if self.level in {"", "own"} else self._header("pcode", self.level))
        coded = self.level == "own" or codes.fillna("").str.upper().str.match(_PCODE).any()
        return not coded and bool(self._column(self._header("hasc")).notna().any())

    def rows(self) -> pd.DataFrame:
        """Rows of the layer's level, those that cannot be used left out and told.

        Returns
        -------
        rows
            `BOUNDARIES` columns without the set, and `line` (of the attribute table, headers being line 1).
        """
        rows = self._own() if self.level == "own" else self._published()
        polygons, repaired = polygons_of(self.layer.shapes)
        rows = rows.assign(geometry=polygons, source=self.layer.file, line=np.arange(len(rows)) + 2)
        codes = rows["adm_pcode"]
        header = self.header_of.get(
            "adm_pcode", self._header("pcode", self.level) if self.own_codes else self._header("hasc")
        )
        faults = {
            "pcode_missing": codes.isna(),
            "unknown_level": ~rows["adm_level"].isin(LEVELS),
            "foreign_pcode": ~codes.fillna(NATION).str.match(_PCODE),
            "shape_missing": shapely.is_missing(polygons),
            "outside_haiti": ~shapely.is_missing(polygons) & shapely.disjoint(polygons, shapely.box(*crs.HAITI_BOX)),
        }
        west, south = shapely.bounds(polygons).T[:2].round(5)
        for code, mask in faults.items():
            at = {"longitude": west, "latitude": south} if code == "outside_haiti" else {}
            self._tell(mask, code, codes, column=header if "pcode" in code else "", **at)
        self._tell(repaired, "shape_repaired", codes, blocking=False)
        lost = np.logical_or.reduce([np.asarray(mask, dtype=bool) for mask in faults.values()])
        return self._cleaned(rows)[~lost]

    def above(self) -> pd.DataFrame:
        """Codes, parents and names that the layer tells of the levels above its own (the columns of `ABOVE`)."""
        told = [pd.DataFrame(columns=list(ABOVE), dtype="str")]
        levels = LEVELS[: LEVELS.index(self.level)] if self.level in LEVELS else ()
        for n, level in enumerate(levels):
            names = self._named(level).apply(lambda texts: texts.map(cleaned, na_action="ignore"))
            parent = self._column(self._header("pcode", LEVELS[n - 1])).str.upper() if n else None
            codes = self._column(self._header("pcode", level)).str.upper()
            told.append(names.assign(adm_pcode=codes, adm_level=level, parent_pcode=parent).dropna(subset="adm_pcode"))
        return pd.concat(told, ignore_index=True).drop_duplicates(["adm_level", "adm_pcode"])

    def _header(self, key: str, level: str = "") -> str:
        """The file's header for a key of the mapping, "" where it has none."""
        wanted = (name.format(n=level[3:]) for name in self.mapping[key]["columns"])
        return next((self.header_of[name] for name in wanted if name in self.header_of), "")

    def _column(self, header: str) -> pd.Series:
        if header in self.layer.columns:
            return self.layer.columns[header]
        return pd.Series(None, index=self.layer.columns.index, dtype="str")

    def _named(self, level: str) -> pd.DataFrame:
        """Names of one level: by the language of the column, else by the language columns of the row."""
        found = pd.DataFrame({name: self._column(self._header(name, level)) for name in NAMES})
        if not self.own_codes:
            names = self.mapping["hasc"]["name_fr"] if level == self.level else ""
            return found.assign(name_fr=self._column(self.header_of.get(names, "")))
        spoken = self.mapping["name"]
        plain = [name.format(n=level[3:]) for name in spoken["columns"]]
        if level == self.level and not any(name in self.header_of for name in plain):
            plain = spoken["own"]
        for name, lang, default in zip(plain, self.mapping["lang"]["columns"], spoken["default"], strict=True):
            said = self._column(self.header_of.get(lang, "")).fillna(default).str.lower()
            text = self._column(self.header_of.get(name, ""))
            for column in NAMES:
                found[column] = found[column].fillna(text.where(said == column[5:]))
        return found

    def _codes(self) -> pd.Series:
        """P-codes of the layer's level; departments of a file without P-codes by the HASC crosswalk."""
        if self.own_codes:
            return self._column(self._header("pcode", self.level)).str.upper()
        return self._column(self._header("hasc")).str.upper().map(crosswalk()).astype("str")

    def _published(self) -> pd.DataFrame:
        codes = self._codes()
        rows = self._named(self.level).assign(adm_pcode=codes, adm_level=self.level, parent_pcode=None)
        if self.level != LEVELS[0]:
            above = LEVELS[LEVELS.index(self.level) - 1]
            told = self._column(self._header("pcode", above)).str.upper()
            rows["parent_pcode"] = told.fillna(codes.str[: CODE_LENGTH[above]])
        rows["observed_on"] = pd.Series(None, index=rows.index, dtype="str")
        for name in self.mapping["observed_on"]["columns"]:
            dates = self._column(self.header_of.get(name, "")).map(sensible_date, na_action="ignore")
            rows["observed_on"] = rows["observed_on"].fillna(dates.astype("str"))
        return rows

    def _own(self) -> pd.DataFrame:
        """Rows of a file of our own export."""
        columns = self.mapping["own"]["columns"]
        return pd.DataFrame({name: self._column(self.header_of.get(name, "")) for name in columns})

    def _cleaned(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Names on one line; a place without a French name takes another, at worst its code."""
        raw = rows[list(NAMES)]
        clean = raw.apply(lambda texts: texts.map(cleaned, na_action="ignore").astype("str"))
        broken = (raw.fillna("") != clean.fillna("")).any(axis=1)
        self._tell(broken, "name_cleaned", clean["name_fr"], blocking=False)
        french = clean["name_fr"].fillna(clean["name_en"]).fillna(clean["name_ht"])
        self._tell(french.isna(), "name_missing", rows["adm_pcode"], blocking=False)
        return rows.assign(**clean).assign(name_fr=french.fillna(rows["adm_pcode"]))

    def _tell(
        self, mask: Any, code: str, values: pd.Series, *, column: str = "", blocking: bool = True, **each: Any
    ) -> None:
        for at in np.flatnonzero(np.asarray(mask, dtype=bool)):
            value = "" if pd.isna(values.iloc[at]) else str(values.iloc[at])
            params = {"file": self.layer.file, **{name: float(told[at]) for name, told in each.items()}}
            self.problems.append(Problem(int(at) + 2, column, code, value, params, blocking))


def cleaned(text: str) -> str:
    """A name on one line: after a break, published names repeat themselves or are cut off."""
    return " ".join(text.strip().splitlines()[0].split())


def sensible_date(text: str) -> str | None:
    """The ISO date that a text begins with, None outside the years of the limits (1899-11-30 is no date)."""
    found = _DAY.match(text)
    if found and limits()["earliest_year"] <= int(found[1]) <= limits()["latest_year"]:
        return "-".join(found.groups())
    return None


@cache
def crosswalk() -> dict[str, str]:
    """HASC code -> P-code of the departments (the same digits mean other departments in other schemes)."""
    told = table("boundaries")["hasc"]
    with (ROOT / told["crosswalk"]).open(encoding="utf-8", newline="") as file:
        return {row["code_hasc"]: row["adm1_pcode"] for row in csv.DictReader(file)}
