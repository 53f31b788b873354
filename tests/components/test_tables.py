"""Tables of the pages: one way of drawing them, files named in the reader's language, empty date fields too."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pandas as pd
import pytest

from components.figures import file_names, table
from components.i18n import LANGUAGES, Words, texts
from components.widgets import look

WIDGETS = Path(__file__).resolve().parents[2] / "components" / "widgets"
# Both records of a pair side by side, under headers of its own: every cell is a text in words already.
TEXTS_ALONE = {"identity_evidence.py"}
TITLED = [key for key in texts("fr") if key.startswith("export.")]


def _drawn(path: Path) -> set[str]:
    """Names of the functions of Streamlit that a widget calls."""
    calls = [node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return {f"{one.value.id}.{one.attr}" for one in calls if isinstance(one, ast.Attribute)
            and isinstance(one.value, ast.Name)}  # fmt: skip


def test_every_table_that_is_only_read_is_drawn_in_one_place_which_writes_its_numbers_and_days():
    drawing = {path.name for path in WIDGETS.glob("*.py") if "st.dataframe" in _drawn(path)}
    assert drawing == {"tables.py", *TEXTS_ALONE}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_days_moments_and_numbers_are_written_in_one_way(lang):
    tr = Words(lang)
    assert tr.moment("2023-08-31") == tr.day("2023-08-31")
    assert tr.moment("2023-08-31 14:05") == tr.moment("2023-08-31T14:05:07-04:00") == f"{tr.day('2023-08-31')}, 14:05"
    assert [tr.moment(text) for text in ("2023-02-30", "AQU2203-009", "2023")] == ["2023-02-30", "AQU2203-009", "2023"]
    assert [tr.amount(one) for one in (12500.0, 7.25, -72.339150, 0.0)] == [
        tr.number(12500), tr.number(7.25, 2), tr.number(-72.33915, 5), tr.number(0)
    ]  # fmt: skip
    assert tr.amount(float("nan")) == tr.amount(None) == tr("unit.unknown")


def test_files_are_named_in_the_language_of_the_reader():
    told = {lang: file_names.stem(file_names.slug(Words(lang)("export.sites")), file_names.apart("wash-HT", Words(lang)),
                                  as_of="2023-08-31", fictional=True, tr=Words(lang)) for lang in LANGUAGES}  # fmt: skip
    assert told == {
        "fr": "pare-sites-de-pdi-epah-HT-2023-08-31-fictif",
        "en": "pare-idp-sites-wash-HT-2023-08-31-fictional",
        "ht": f"pare-{file_names.slug(Words('ht')('export.sites'))}-epah-HT-2023-08-31-fiktif",
    }
    assert file_names.slug("Services : qui fait quoi où (3W)") == "services"
    assert file_names.apart("SIT-0018", Words("fr")) == "SIT-0018"  # an id stays one


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_tables_share_a_file_name(lang):
    tr = Words(lang)
    named = set(re.findall(r'name="([a-z_]+)"', "".join(path.read_text("utf-8") for path in WIDGETS.glob("*.py"))))
    stems = [file_names.slug(tr(f"export.{name}")) for name in sorted(named) if f"export.{name}" in TITLED]
    assert len(stems) == len(set(stems)) > 30
    assert all(re.fullmatch(r"[a-z0-9-]+", stem) for stem in stems)


@pytest.mark.parametrize(("lang", "year"), [("fr", "aaaa"), ("en", "yyyy"), ("ht", "aaaa")])
def test_an_empty_date_field_reads_in_the_language(lang, year, monkeypatch):
    drawn: list[str] = []
    monkeypatch.setattr(look.st, "html", drawn.append)
    look.apply(Words(lang))
    assert re.search(rf'\[data-type="year"\]\[data-placeholder="true"\]::after {{[^}}]*content: "{year}"', drawn[0])


def test_half_a_kit_serves_nobody_on_the_face():
    rows = pd.DataFrame({"kits_complete": [2429.5, 12.9999999, float("nan")], "households_in_need": [2.5, 3.5, 4.4]})
    shown = table.for_people(rows, ("kits_complete", "households_in_need"), Words("fr"))
    assert shown.iloc[:, 0].tolist()[:2] == [2429.0, 13.0]
    assert pd.isna(shown.iloc[2, 0])
