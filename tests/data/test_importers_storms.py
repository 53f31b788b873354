"""Storm tracks: every form in which they come, read again independently where the real files are here."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers import child, storms
from data.importers.limits import limits
from data.importers.tracks import degrees, instant
from geo.errors import ImportRejected
from geo.frames import TRACKS

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures" / "storms"
R34, R50, R64 = ([f"r{knots}_{side}_nm" for side in ("ne", "se", "sw", "nw")] for knots in (34, 50, 64))


def sheet(file):
    path = file if isinstance(file, Path) else FIXTURES / file
    found = storms.parse(path, limits=limits())
    rows = pd.DataFrame(dict(zip(found["headers"], found["columns"], strict=True)), index=found["rows"])
    assert set(rows) <= set(TRACKS.by_name)
    return rows.astype("str"), [(note["code"], note["value"]) for note in found["notes"]]


def refused(path):
    with pytest.raises(ImportRejected) as told:
        storms.parse(path, limits=limits())
    return told.value.code


# --- the fixtures, by hand


def test_hurdat_text():
    rows, notes = sheet("hurdat.txt")
    # Lines 1 and 5 are the storms; 2, 3, 4 and 6 their positions. The second storm promises two and has one.
    assert rows.index.tolist() == [2, 3, 4, 6]
    assert notes == [("hurdat_count_differs", "AL982020")]
    assert rows["storm_id"].tolist() == ["AL992020"] * 3 + ["AL982020"]
    assert rows["valid_at"].tolist()[1:3] == ["2020-10-01T00:00Z", "2020-10-01T06:00Z"]
    assert rows["observed_on"].tolist() == ["2020-09-30", "2020-10-01", "2020-10-01", "2020-10-15"]
    assert rows.loc[3, ["latitude", "longitude", "wind_kt", "pressure_hpa", "storm_class"]].tolist() == [
        "18.4", "-73.1", "70", "984", "HU"
    ]  # fmt: skip
    assert rows.loc[6, ["latitude", "longitude"]].tolist() == ["12.0", "0.5"]  # an eastern longitude stays so
    assert set(rows["advisory"]) == {"best_track"}
    assert set(rows["position_kind"]) == {"observed"}


def test_hurdat_unknown_is_not_none():
    rows, _ = sheet("hurdat.txt")
    assert rows.loc[2, R64].tolist() == ["0"] * 4  # beside other radii: no such wind
    assert rows.loc[4, R34].tolist() == ["0"] * 4  # 30 kt: below gale force there is none
    assert rows.loc[6, [*R34, *R50, *R64, "wind_kt", "pressure_hpa", "name"]].isna().all()
    assert rows["radius_max_wind_nm"].isna().tolist() == [False, True, True, True]


def test_hurdat_odd_line_is_kept_to_be_refused():
    rows, _ = sheet("hurdat_odd_line.txt")
    assert rows.loc[3, "valid_at"] == "see the report of the year"
    assert rows.loc[3, ["latitude", "longitude"]].isna().all()


def test_cleaned_hurdat_with_repeated_headings():
    rows, notes = sheet("hurdat_cleaned.csv")
    assert rows.index.tolist() == [4, 5, 9]
    # -359.1 + 360 = 0.9
    assert rows["longitude"].tolist() == ["-72.5", "0.9", "-50.0"]
    assert notes == [("longitude_turned", "")]
    assert rows.loc[5, ["wind_kt", *R34]].isna().all()
    assert rows.loc[9, R34].tolist() == ["50", "0", "0", "40"]
    assert rows["name"].isna().tolist() == [True, True, False]


def test_ibtracs_extract_without_number():
    rows, notes = sheet("ibtracs_extract.csv")
    assert ("storm_id_given", "GERDA-2020") in notes
    assert dict(notes)["columns_not_used"] == "Basin, Sub_basin"
    assert rows["valid_at"].tolist() == ["2020-09-30T18:00Z", "2020-10-01T00:00Z"]
    # "TS" in the column of nature says tropical, not tropical storm.
    assert rows["storm_class"].isna().tolist() == [True, False]
    assert rows["storm_class"].tolist()[1] == "EX"
    assert rows.loc[2, R34].tolist() == ["90", "60", "0", "70"]
    assert rows.loc[3, [*R34, "pressure_hpa"]].isna().all()  # 70 kt with all radii zero: not determined


def test_ibtracs_of_version_4():
    rows, notes = sheet("ibtracs_v4.csv")
    assert rows.index.tolist() == [3, 5, 6]  # line 2 holds the units, line 4 is a spur
    assert ("spur_left_out", "") in notes
    assert rows["storm_id"].tolist() == ["AL992020", "AL992020", "2020300S12170"]
    assert rows["wind_kt"].tolist()[:2] == ["55", "70"]  # the agency's own wind where the regional centre has none
    assert rows["storm_class"].tolist() == ["TS", "HU", "DB"]
    assert rows.loc[6, "longitude"] == "-177.5"  # 182.5 - 360
    assert pd.isna(rows.loc[6, "name"])


def test_advisory_across_the_end_of_a_month():
    rows, notes = sheet("advisory_month_change.txt")
    assert rows["valid_at"].tolist() == [
        "2020-09-30T09:00Z", "2020-09-30T18:00Z", "2020-10-01T06:00Z", "2020-10-02T06:00Z"
    ]  # fmt: skip
    assert rows["position_kind"].tolist() == ["observed", *["forecast"] * 3]
    assert set(rows["observed_on"]) == {"2020-09-30"}
    assert rows["advisory"].unique().tolist() == ["007"]
    assert rows["storm_class"].fillna("").tolist() == ["TS", "", "", "EX"]
    first, second, third, last = (rows.iloc[n] for n in range(4))
    assert first[["wind_kt", "gust_kt", "pressure_hpa"]].tolist() == ["45", "55", "1000"]
    assert first[R34].tolist() == ["90", "60", "0", "70"]
    assert second[R64].tolist() == ["20", "0", "0", "10"]
    assert not set(R50) & set(rows)  # a line that is not there says nothing
    assert third["wind_kt"] == "40"
    assert last[R34].isna().all()
    # A signature that speaks of an exercise does not make the message one.
    assert notes == [("forecast_without_position", "03/0600Z")]


def test_advisory_of_an_exercise_is_marked():
    rows, notes = sheet("advisory_exercise.txt")
    assert notes == [("exercise_marked", "")]
    assert set(rows["position_kind"]) == {"exercise"}
    assert rows["valid_at"].tolist() == ["2021-01-01T03:00Z", "2021-01-01T12:00Z"]


def test_several_advisories_in_one_file(tmp_path):
    texts = [(FIXTURES / f"advisory_{name}.txt").read_text() for name in ("month_change", "exercise")]
    (tmp_path / "both.txt").write_text("\n".join(texts).replace("EXERCISE EXERCISE EXERCISE", ""))
    rows, _ = sheet(tmp_path / "both.txt")
    assert rows["advisory"].tolist() == ["007"] * 4 + ["012"] * 2
    assert rows["position_kind"].tolist() == ["observed", *["forecast"] * 3, "observed", "forecast"]


def test_stamps_of_the_month_before_and_of_a_new_year(tmp_path):
    text = (FIXTURES / "advisory_exercise.txt").read_text().replace("AT 01/0300Z", "AT 31/2330Z")
    (tmp_path / "a.txt").write_text(text.replace("EXERCISE", ""))
    assert sheet(tmp_path / "a.txt")[0]["valid_at"].tolist() == ["2020-12-31T23:30Z", "2021-01-01T12:00Z"]


def test_list_of_active_storms():
    rows, notes = sheet("active_storms.json")
    assert rows.index.tolist() == [1, 2]
    assert rows["storm_id"].tolist() == ["AL992020", "EP052020"]
    assert rows["advisory"].tolist() == ["007A", "002"]
    assert rows["storm_class"].tolist() == ["SS", "TD"]
    assert rows["valid_at"].tolist() == ["2020-09-30T12:00Z", "2020-09-30T15:00Z"]
    assert rows[["latitude", "longitude"]].to_numpy().tolist() == [["17.1", "-71.5"], ["12.0", "-110.5"]]
    assert rows["pressure_hpa"].isna().tolist() == [False, True]
    assert notes == []


def test_no_active_storm_is_no_fault():
    rows, notes = sheet("active_none.json")
    assert len(rows) == 0
    assert {column.name for column in TRACKS.columns if column.required} <= set(rows)
    assert notes == [("no_active_storm", "")]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"activeStorms": [1]}', "file_corrupt"),
        ('{"activeStorms": ', "file_corrupt"),
        ('{"activeStorms": null}', "file_corrupt"),
        ("site_id,name\nA,B\n", "file_wrong_kind"),
    ],
)
def test_what_is_no_storm_file_is_refused(text, code, tmp_path):
    (tmp_path / "x.txt").write_text(text)
    assert refused(tmp_path / "x.txt") == code


def test_an_advisory_without_its_number_is_refused():
    assert refused(FIXTURES / "advisory_without_number.txt") == "advisory_incomplete"


def test_other_files_are_not_taken_for_storms():
    others = (Path(__file__).resolve().parent.parent / "fixtures" / "tables").glob("*")
    assert [path.name for path in others if storms.is_storm(path.read_bytes()[:4096])] == []


def test_coordinates_and_instants():
    assert [degrees(text) for text in ("30.3N", "55.5W", "0.5E", "12.0S", "-74.3", "0.0W", "north")] == [
        "30.3", "-55.5", "0.5", "-12.0", "-74.3", "0.0", "north"
    ]  # fmt: skip
    assert instant("20161004", "1200") == "2016-10-04T12:00Z"
    assert instant("20161004", "600") == "2016-10-04T06:00Z"
    assert instant("4 October", "noon") == "4 October noon"


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=400))
def test_any_text_gives_rows_or_a_plain_refusal(tmp_path_factory, text):
    """No exception but ours, whatever follows a line that makes it a storm file."""
    path = tmp_path_factory.mktemp("any") / "x.txt"
    for first in ("AL011851, UNNAMED, 14,\n", "HURRICANE A FORECAST/ADVISORY NUMBER 1\n", '{"activeStorms": ['):
        path.write_text(first + text, encoding="utf-8")
        try:
            found = storms.parse(path, limits=limits())
        except ImportRejected:
            continue
        assert all(len(column) == len(found["rows"]) for column in found["columns"])


# --- the real files


@pytest.mark.shared
def test_real_hurdat_cleaned(shared):
    """Read again with the csv module: storms, positions, strongest wind and the sum of all winds."""
    path = shared / "data/hazards/hurdat_cleaned_1851-2015.csv"
    with path.open(encoding="ascii", newline="") as stream:
        lines = [line for line in csv.reader(stream) if line[0] not in {"ID", "Date"}]
    heads = [line for line in lines if re.fullmatch(r"[A-Z]{2}\d{6}", line[0])]
    fixes = [line for line in lines if line[0].isdigit()]
    winds = [int(line[6]) for line in fixes if line[6] not in {"", "-99"}]
    assert (len(heads), len(fixes), max(winds)) == (1814, 49105, 165)

    rows, notes = sheet(path)
    assert rows["storm_id"].nunique() == 1814
    assert len(rows) == 49105
    assert notes == [("longitude_turned", "")]  # none promises another number of positions than it has
    assert pd.to_numeric(rows["wind_kt"]).sum() == sum(winds)
    assert pd.to_numeric(rows["pressure_hpa"]).sum() == sum(int(line[7]) for line in fixes if line[7])
    radii = [sum(int(line[n]) for line in fixes if line[n]) for n in range(8, 20)]
    assert [int(pd.to_numeric(rows[name]).sum()) for name in [*R34, *R50, *R64]] == radii
    assert not rows.duplicated(["storm_id", "valid_at"]).any()


@pytest.mark.shared
def test_real_hurdat_text(shared):
    path = shared / "data/hazards/sample_hurdat.txt"
    lines = [[cell.strip() for cell in line.split(",")] for line in path.read_text().splitlines()]
    fixes = [line for line in lines if line[0].isdigit()]
    rows, notes = sheet(path)
    assert (len(rows), rows["storm_id"].nunique(), notes) == (len(fixes), 37, [])
    assert pd.to_numeric(rows["wind_kt"]).max() == max(int(line[6]) for line in fixes)
    west = sum(float(line[5][:-1]) * (-1 if line[5].endswith("W") else 1) for line in fixes)
    assert pd.to_numeric(rows["longitude"]).sum() == pytest.approx(west)


@pytest.mark.shared
def test_real_matthew(shared):
    rows, _ = sheet(shared / "data/hazards/hurrmatthew.csv")
    assert len(rows) == 47
    at = rows[rows["valid_at"] == "2016-10-04T12:00Z"].iloc[0]
    assert at[["latitude", "longitude", "wind_kt", "pressure_hpa"]].tolist() == ["18.4", "-74.3", "125", "937"]
    assert at[[*R34, *R50, *R64]].astype(int).tolist() == [170, 150, 90, 100, 70, 60, 50, 60, 35, 40, 30, 30]


@pytest.mark.shared
def test_real_advisory_in_the_parsing_process(shared):
    found = child.parse("storm", shared / "data/feeds/nhc_tcm_example.txt", limits=limits())
    rows = pd.DataFrame(dict(zip(found["headers"], found["columns"], strict=True)))
    assert rows["position_kind"].value_counts().to_dict() == {"forecast": 8, "observed": 1}
    assert rows["wind_kt"].tolist() == ["105", "115", "120", "120", "115", "105", "100", "90", "80"]
    assert rows["gust_kt"].tolist() == ["120", "140", "145", "145", "140", "130", "120", "110", "100"]
    assert rows["r64_ne_nm"].isna().tolist() == [False] * 7 + [True] * 2  # the outlooks have no such line
    assert rows["valid_at"].iloc[-1] == "2023-09-15T18:00Z"


@pytest.mark.shared
def test_real_lists_of_active_storms(shared):
    rows, _ = sheet(shared / "data/feeds/nhc_CurrentStorms_sample.json")
    assert len(rows) == 4
    assert rows["storm_id"].str[:2].value_counts().to_dict() == {"AL": 3, "EP": 1}
    assert len(sheet(shared / "data/feeds/nhc_CurrentStorms_empty.json")[0]) == 0
