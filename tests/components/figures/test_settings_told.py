"""Figures that may be changed, in words: typed and read back, refused with a sentence, doubted, listed."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.figures import explain_text, settings_rows, settings_standards, settings_told
from components.i18n import LANGUAGES, Words
from data.held_standards import norms_in_force
from data.reference_tables import shelter_standards
from data.settings_catalogue import editables
from geo.settings import Change, Said

FR = Words("fr")
EVERY = editables({})
TOILETS, WOMEN = EVERY["standard.toilets.standard"], EVERY["standard.committee_women.standard"]
SAID = Said("Rose", "2026-05-03", "décision du <b>groupe</b>")
NORMS = norms_in_force({"standard.toilets.standard": "30"}, "auto", {"standard.toilets.standard": SAID})


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_words_in_every_language(lang: str):
    tr = Words(lang)
    for one in EVERY.values():
        told = f"{settings_told.title(one, tr)} {settings_told.value(one, one.shipped.value, tr)} {settings_told.unit(one, tr)}"
        assert not re.search(r"\b(?:settings|standard|unit|choice)\.[a-z_]+", told), told
        assert "_" not in told, told
    for norm in (*NORMS.standards, *shelter_standards()):
        record = settings_standards.table([norm], tr).iloc[0]
        assert not re.search(r"\b(?:settings|choice|unit)\.[a-z_]+|\bNone\b", " ".join(record.astype(str))), norm.key


@given(st.sampled_from(sorted(EVERY)), st.floats(0, 1e6), st.sampled_from(LANGUAGES))
def test_what_is_typed_is_read_back(setting: str, value: float, lang: str):
    one, tr = EVERY[setting], Words(lang)
    rounded = float(f"{value:.4g}")
    assert settings_told.read(one, settings_told.typed(one, rounded, tr), tr) == pytest.approx(
        rounded, rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [("fr", "7,5", 7.5), ("fr", "7.5", 7.5), ("fr", "1\u202f000", 1000), ("fr", "1 000,5", 1000.5), ("en", "1,000.5", 1000.5),
     ("ht", "0,2", 0.2), ("fr", "", None), ("fr", "beaucoup", None), ("fr", "nan", None), ("fr", "inf", None),
     ("fr", "7,5,2", None)],
)  # fmt: skip
def test_numbers_as_people_type_them(lang: str, text: str, value: float | None):
    assert settings_told.read(TOILETS, text, Words(lang)) == value


def test_a_share_is_typed_in_percent():
    assert settings_told.typed(WOMEN, 0.5, FR) == "50"
    assert settings_told.read(WOMEN, "45 %", FR) == 0.45
    assert settings_told.fault(WOMEN, "101", FR) == FR(
        "settings.fault_range_above", value="101", least="0", most="100", unit="%"
    )


@pytest.mark.parametrize(
    ("setting", "text", "key"),
    [("standard.toilets.standard", "vingt", "fault_number"), ("standard.toilets.standard", "0", "fault_above"),
     ("cost.toilets", "-1", "fault_least"), ("household_size", "21", "fault_range"),
     ("fresh.stock", "0", "fault_range_above")],
)  # fmt: skip
def test_what_does_not_fit_is_told_with_range_and_unit(setting: str, text: str, key: str):
    one = EVERY[setting]
    told = settings_told.fault(one, text, FR)
    assert told.split(text)[0] == FR(f"settings.{key}", value="§").split("§")[0]
    assert settings_told.unit(one, FR) in told
    assert "?" not in told


def test_what_fits_has_no_fault_and_a_figure_of_another_unit_is_doubted():
    assert settings_told.fault(TOILETS, "30", FR) == ""
    assert settings_told.doubts([(TOILETS, 30.0), (TOILETS, 199.0), (TOILETS, 2.1)], FR) == []
    assert len(settings_told.doubts([(TOILETS, 200.0), (TOILETS, 2.0)], FR)) == 2
    assert settings_told.phases_cross("max", 20, 50)  # at most 20 a toilet, then at most 50: the first asks more
    assert not settings_told.phases_cross("max", 50, 20)
    assert settings_told.phases_cross("min", 15, 7.5)


def test_a_changed_threshold_says_from_what_to_what_who_when_and_why():
    (change,) = NORMS.by_key["toilets"].changes
    told = explain_text.changed(change, FR)
    assert told == (
        "seuil de la phase standard : 20 personnes par toilette → 30 personnes par toilette, modifié par Rose le 3 mai 2026. "
        "Raison : décision du <b>groupe</b>"
    )
    unset = Change("unit_cost_usd", math.nan, 900, "USD/team", Said())
    assert FR("unit.unknown") in explain_text.changed(unset, FR)
    assert explain_text.exact(0.125, "mg/l", FR) == "0,125 mg/l"
    assert explain_text.exact(0.45, "share", FR) == "45\u202f%"


def test_the_table_marks_what_was_changed_and_escapes_what_people_wrote():
    drawn = settings_standards.html(NORMS.standards, FR)
    assert drawn.count("pare-norms-row pare-norms-changed") == 1
    assert "<b>groupe</b>" not in drawn
    assert "≤ 50 en première phase, puis ≤ 30" in drawn
    assert 'href="settings?norm=toilets&amp;lang=fr"' in drawn
    row = settings_standards.table([NORMS.by_key["toilets"]], FR).iloc[0]
    assert (row["norm_first"], row["norm_standard"], row["norm_shipped"]) == (
        "50", "30", "seuil de la phase standard : 20 personnes par toilette",
    )  # fmt: skip
    assert "modifié par Rose" in row["norm_changed"]
    figures = editables({"speed.national": "45"}, {"speed.national": SAID})
    assert "<b>groupe</b>" not in settings_rows.figures(figures.values(), FR)
