"""Accepted fixes: applied before the checks, told cell by cell, and nothing is fixed unasked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from data.importers import fixes
from data.importers.opening import opened
from data.importers.preview import ImportPreview
from data.importers.read import World, preview_of
from geo.frames import FRAMES
from tests.data.import_setting import TODAY, places

HEADS = ["site_id", "name", "adm2_pcode", "adm2_name", "longitude", "latitude", "observed_on", "status"]
ROWS = [
    # 18.54 and -72.34 lie in Port-au-Prince only when swapped: latitude 18.5-18.6, longitude -72.4 to -72.3.
    ("S-1", "A", "HT0111", "", "18.54", "-72.34", "2023-08-01", ""),
    # No such code; the name says Delmas.
    ("S-2", "B", "HT9999", "Delmas", "", "", "2023-08-01", ""),
    # One letter is missing: most like Delmas (ratio 2*5/11 = 0.91).
    ("S-3", "C", "", "Delms", "", "", "2023-08-01", ""),
    # "ouver" is most like "ouvert" (2*5/11 = 0.91), which stands for active.
    ("S-4", "D", "HT0111", "", "", "", "2023-08-01", "ouver"),
]  # fmt: skip


def read(
    folder: Path, rows: list[tuple], asked: tuple[str, ...], kind: str = "sites", *, schematic: bool = False,
    **known: set[str],
) -> ImportPreview:  # fmt: skip
    path = folder / "file.csv"
    pd.DataFrame(rows, columns=HEADS if kind == "sites" else ["site_id", "assessed_on", "individuals"]).to_csv(
        path, index=False
    )
    frame = FRAMES[kind]
    return preview_of(frame, opened(frame, path), World(places(schematic=schematic), known, TODAY, fixes=asked))


def codes(found: ImportPreview) -> list[tuple[int | None, str]]:
    return [(p.row, p.code) for p in found.problems if p.blocking]


def test_nothing_is_fixed_unasked_and_each_fault_says_its_fix(tmp_path):
    found = read(tmp_path, ROWS, ())
    assert codes(found) == [
        (2, "swapped_coordinates"), (3, "unknown_pcode"), (4, "unknown_place_name"), (5, "unknown_choice"),
    ]  # fmt: skip
    told = [fixes.proposed(p) for p in found.problems if p.blocking]
    assert told == ["-72.34000, 18.54000", "HT0112", "HT0112", "active"]
    assert found.rejected == (2, 3, 4, 5)


def test_accepted_fixes_are_applied_and_told(tmp_path):
    found = read(tmp_path, ROWS, tuple(fixes.FIXES))
    assert codes(found) == []
    rows = found.rows.set_index("site_id")
    assert rows.loc["S-1", ["longitude", "latitude"]].tolist() == [-72.34, 18.54]
    assert rows["adm2_pcode"].to_dict() == {"S-1": "HT0111", "S-2": "HT0112", "S-3": "HT0112", "S-4": "HT0111"}
    assert rows.loc["S-4", "status"] == "active"
    told = [(p.row, p.column, p.value, p.params["read_as"]) for p in found.problems if p.code == "fix_applied"]
    assert told == [
        (2, "longitude", "18.54", "-72.34"), (2, "latitude", "-72.34", "18.54"), (3, "adm2_pcode", "HT9999", "HT0112"),
        (4, "adm2_pcode", "", "HT0112"), (5, "status", "ouver", "active"),
    ]  # fmt: skip


def named_in_code(*, schematic: bool, folder: Path) -> ImportPreview:
    # The point of S-1 lies in Port-au-Prince; its code says Delmas by name. S-2 says nothing that is known but a point.
    rows = [("S-1", "A", "Delmas", "", "-72.35", "18.55", "2023-08-01", ""),
            ("S-2", "B", "Nulle part", "", "-72.35", "18.55", "2023-08-01", "")]  # fmt: skip
    return read(folder, rows, ("name_as_pcode", "unknown_pcode"), schematic=schematic)


def test_a_name_in_the_column_of_codes_is_read_as_that_commune_whatever_the_point_says(tmp_path):
    found = named_in_code(schematic=False, folder=tmp_path)
    assert found.rows["adm2_pcode"].tolist() == ["HT0112", "HT0111"]
    assert found.by_point == (3,)  # only S-2 was placed by its point: it agrees with nothing
    assert "place_disagrees" in {p.code for p in found.problems if p.row == 2}


def test_a_point_in_schematic_shapes_is_never_written_as_the_commune(tmp_path):
    found = named_in_code(schematic=True, folder=tmp_path)
    assert found.rows["adm2_pcode"].tolist() == ["HT0112"]
    assert codes(found) == [(3, "unknown_pcode")]
    assert [fixes.proposed(p) for p in found.problems if p.blocking] == [""]


def test_a_missing_minus_is_written_when_asked(tmp_path):
    rows = [("S-1", "A", "HT0111", "", "72.35", "18.55", "2023-08-01", "")]
    bare = read(tmp_path, rows, ())
    assert [(p.code, fixes.proposed(p)) for p in bare.problems if p.blocking] == [
        ("longitude_unsigned", "-72.35000, 18.55000")
    ]
    fixed = read(tmp_path, rows, ("longitude_unsigned",))
    assert fixed.rows.loc[0, ["longitude", "latitude"]].tolist() == [-72.35, 18.55]
    assert [(p.column, p.value, p.params["read_as"]) for p in fixed.problems if p.code == "fix_applied"] == [
        ("longitude", "72.35", "-72.35")
    ]


def test_one_kind_of_fix_leaves_the_others(tmp_path):
    assert codes(read(tmp_path, ROWS, ("unknown_pcode",))) == [
        (2, "swapped_coordinates"), (4, "unknown_place_name"), (5, "unknown_choice"),
    ]  # fmt: skip


def test_an_id_is_taken_for_the_nearest_known_one(tmp_path):
    rows = [("SITE-001", "2023-08-01", "5"), ("SITE-01", "2023-08-02", "7"), ("ELSEWHERE", "2023-08-02", "9")]
    found = read(tmp_path, rows, ("unknown_reference",), "assessments", sites={"SITE-001", "OTHER"})
    assert codes(found) == [(4, "unknown_reference")]
    assert found.rows["site_id"].tolist() == ["SITE-001", "SITE-001"]


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-90, 90)), min_size=1, max_size=6))
def test_a_swap_never_moves_a_point_that_is_in_haiti_or_nowhere(points):
    texts = pd.DataFrame(points, columns=["longitude", "latitude"]).map(repr).astype("str")
    found = fixes.Findings(range(len(texts)), {})
    fixed = fixes.applied(FRAMES["sites"], texts, found, World(None, {}, TODAY, fixes=("swapped_coordinates",)))
    # Haiti's box is about -75 to -71 by 17 to 21: either both cells are exchanged, or none.
    for (x, y), (a, b) in zip(points, fixed.itertuples(index=False), strict=True):
        assert (float(a), float(b)) in {(x, y), (y, x)}
        assert (float(a), float(b)) == (x, y) or (-76 < y < -70 and 16 < x < 22)
