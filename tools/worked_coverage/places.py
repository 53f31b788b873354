"""The sheet *places*: sums of the verdicts by commune, department and nation."""

from __future__ import annotations

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# Column of a place on the sheets verdicts, sites and communes.
LEVELS = {"adm2": ("C", "C", "A"), "adm1": ("D", "P", "B"), "adm0": ("E", "Q", "C")}
STATUSES = {"met": "met", "short": "short", "unknown": "not_assessed", "not_applicable": "not_applicable"}
REASONS = ("not_visited", "not_asked", "no_access", "band", "old_test", "people_unknown", "class_unknown")
DAYS = ("assessed_from", "assessed_to")


class Block:
    """Where the rows of one standard lie on the sheet *verdicts*, and those of sites and communes on theirs."""

    def __init__(self, ends: dict[str, int], at: int) -> None:
        size = ends["sites"] - 1
        first = at * size + 2
        self._rows = {name: (2, last) for name, last in ends.items()} | {"verdicts": (first, first + size - 1)}
        self.standard = at + 2

    def of(self, sheet: str, letter: str) -> str:
        first, last = self._rows[sheet]
        return f"{sheet}!${letter}${first}:${letter}${last}"


def write_places(sheet: Worksheet, places: list[tuple[str, str]], standards: list[str], ends: dict[str, int]) -> None:
    """One row a place and standard. `ends`: the last rows of the sheets *sites* and *communes*."""
    names = list(_columns("adm2", Block(ends, 0)))
    letters = {name: get_column_letter(at) for at, name in enumerate(names, start=4)}
    sheet.append(["place", "level", "standard", *names])
    for place, level in places:
        for at, standard in enumerate(standards):
            row = sheet.max_row + 1
            columns = _columns(level, Block(ends, at))
            sheet.append([place, level, standard, *(_resolved(text, letters, row) for text in columns.values())])
            for name in DAYS:
                sheet[f"{letters[name]}{row}"].number_format = "yyyy-mm-dd"


def _resolved(text: str, letters: dict[str, str], row: int) -> str:
    """`[name]` is the column of that name on the same row, `A#` the place."""
    for name, letter in letters.items():
        text = text.replace(f"[{name}]", f"{letter}{row}")
    return text.replace("#", str(row))


def _columns(level: str, block: Block) -> dict[str, str]:
    """Name -> formula."""
    of_verdicts, of_sites, of_communes = LEVELS[level]
    return {
        **_of_verdicts(of_verdicts, block),
        **_of_sites(of_sites, block),
        **_with_hosts(of_communes, block),
        **_shares(),
    }


def _of_verdicts(place: str, block: Block) -> dict[str, str]:
    def of(letter: str) -> str:
        return block.of("verdicts", letter)

    here, is_here = f"{of(place)},$A#", f"({of(place)}=$A#)"
    inside = f'{here},{of("T")},"<>left_out"'
    columns = {"people_total": f"=SUMIFS({of('F')},{inside})", "sites_total": f"=COUNTIFS({inside})"}
    for name, status in STATUSES.items():
        columns[f"people_{name}"] = f'=SUMIFS({of("F")},{here},{of("T")},"{status}")'
        columns[f"sites_{name}"] = f'=COUNTIFS({here},{of("T")},"{status}")'
    for reason in REASONS:
        columns[f"people_{reason}"] = f'=SUMIFS({of("F")},{here},{of("W")},"{reason}")'
        columns[f"sites_{reason}"] = f'=COUNTIFS({here},{of("W")},"{reason}")'
    columns["sites_without_people"] = f'=SUMPRODUCT({is_here}*({of("T")}<>"left_out")*({of("F")}=""))'
    columns["sites_gap_unknown"] = f'=SUMPRODUCT({is_here}*({of("T")}="short")*({of("V")}=""))'
    columns["gap"] = f'=IF([sites_met]+[sites_short]-[sites_gap_unknown]=0,"",SUMIFS({of("V")},{here}))'
    for name, function in zip(DAYS, ("MINIFS", "MAXIFS"), strict=True):
        columns[name] = f'=IF([sites_met]+[sites_short]=0,"",_xlfn.{function}({of("Z")},{here}))'
    return columns


def _of_sites(place: str, block: Block) -> dict[str, str]:
    """What does not depend on the standard, and the threshold that all sites of the place are held against."""

    def of(letter: str) -> str:
        return block.of("sites", letter)

    here = f"{of(place)},$A#,{of('K')},TRUE"
    one = f'=IF([sites_sex_told]=0,"",SUMIFS({{}},{here}))'
    first, later = f"standards!$D${block.standard}", f"standards!$E${block.standard}"
    return {
        "people_estimated": f"=SUMIFS({of('L')},{here},{of('M')},TRUE)",
        "sites_first_phase": f"=COUNTIFS({here},{of('N')},TRUE)",
        "sites_phase_assumed": f"=COUNTIFS({here},{of('O')},TRUE)",
        "sites_sex_told": f"=SUMPRODUCT(({of(place)}=$A#)*{of('K')}*ISNUMBER({of('R')}))",
        "people_female": one.format(of("R")),
        "people_male": one.format(of("S")),
        "threshold": f"=IF(OR([sites_first_phase]=0,{first}={later}),{later},"
                     f'IF([sites_first_phase]=[sites_total],{first},""))',
    }  # fmt: skip


def _with_hosts(place: str, block: Block) -> dict[str, str]:
    """Displaced people at sites and with host families; unknown where no commune of the place has a figure."""
    places, figures = block.of("communes", place), block.of("communes", "E")
    known = f"SUMPRODUCT(({places}=$A#)*ISNUMBER({figures}))"
    return {
        "communes_without_host_figure": f"=COUNTIFS({places},$A#)-{known}",
        "idp_total_place": f'=IF({known}=0,"",[people_total]+SUMIFS({figures},{places},$A#))',
    }


def _shares() -> dict[str, str]:
    """Coverage of the people whom the standard is asked of, and the status of the place."""
    said, asked = "([people_met]+[people_short])", "([people_met]+[people_short]+[people_unknown])"
    return {
        "coverage_share": f'=IF({said}=0,"",[people_met]/{said})',
        "coverage_low": f'=IF({asked}=0,"",[people_met]/{asked})',
        "coverage_high": f'=IF({asked}=0,"",([people_met]+[people_unknown])/{asked})',
        "assessed_share": f'=IF({asked}=0,"",{said}/{asked})',
        "status": '=IF([sites_short]>0,"short",IF([sites_met]+[sites_unknown]=0,"not_applicable",'
                  'IF([sites_unknown]=0,"met","not_assessed")))',
    }  # fmt: skip
