"""Texts: equal keys and placeholders in three languages, every key that the code names, every word a page shows."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from components.figures import table
from components.i18n import FOLDER, LANGUAGES, Words, best_language, texts
from geo.frames import FRAMES

ROOT = FOLDER.parents[1]
LITERAL = re.compile(r"^[a-z_]+(\.[a-z0-9_]+)+$")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_three_languages_have_equal_keys_and_placeholders():
    source = texts("fr")
    for lang in LANGUAGES:
        assert set(texts(lang)) == set(source), lang
        wrong = [key for key, text in texts(lang).items() if placeholders(text) != placeholders(source[key])]
        assert not wrong, lang


def test_no_text_is_empty_and_kreyol_says_that_it_waits_for_a_reader():
    for lang in LANGUAGES:
        assert not [key for key, text in texts(lang).items() if not text.strip()]
    assert "to be reviewed by a native speaker" in (FOLDER / "ht.toml").read_text(encoding="utf-8")


def test_languages_are_not_copies_of_each_other():
    long = [key for key, text in texts("fr").items() if len(text) > 25]
    for one, other in (("fr", "en"), ("fr", "ht"), ("en", "ht")):
        same = [key for key in long if texts(one)[key] == texts(other)[key]]
        assert len(same) <= 0.03 * len(long), (one, other, same)


def test_every_key_that_the_code_names_has_a_text():
    missing = set()
    for folder in ("components", "pages", "commands"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and _is_tr(node.func)
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    key = node.args[0].value
                    if key not in texts("fr"):
                        missing.add((path.name, key))
    assert not missing


def _is_tr(func: ast.expr) -> bool:
    return (isinstance(func, ast.Name) and func.id in {"tr", "words"}) or (
        isinstance(func, ast.Attribute) and func.attr == "tr"
    )


def test_every_column_of_the_vocabulary_has_a_label_and_every_choice_a_word():
    tr = Words("fr")
    for frame in FRAMES.values():
        for column in frame.columns:
            assert tr.has(f"column.{column.name}"), column.name
            assert column.unit == "" or tr.has(f"unit.{table.slug(column.unit)}"), column.unit
            for choice in column.choices:
                shown = table.for_people(pd.DataFrame({column.name: [choice]}), [column.name], tr).iloc[0, 0]
                assert column.name in {"level", "adm_level"} or shown != choice or tr.has(f"choice.{choice}"), choice


def test_every_error_and_problem_code_that_the_code_raises_has_a_sentence():
    missing = set()
    for folder in ("geo", "data", "results", "jobs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                    name, first = ast.unparse(node.exc.func), node.exc.args[0]
                    told = isinstance(first, ast.Constant) and isinstance(first.value, str)
                    if name in ERRORS and told and f"error.{first.value}" not in texts("fr"):
                        missing.add((path.name, first.value))
    assert not missing


ERRORS = {
    "DataProblem", "UnknownUnit", "WrongCrs", "OutsideCountry", "ImportRejected", "BadScenario", "StoreProblem",
    "EditConflict", "NotEnoughStock", "ReadOnly",
}  # fmt: skip


@pytest.mark.parametrize(
    ("wishes", "lang"),
    [
        (("ht",), "ht"),
        (("fr-HT",), "fr"),
        ((None, "en_US.UTF-8"), "en"),
        (("de", "es"), "fr"),
        ((), "fr"),
        (("", "ht-HT"), "ht"),
    ],
)
def test_the_first_wish_that_is_spoken_here(wishes, lang):
    assert best_language(*wishes) == lang


def test_numbers_shares_and_dates_are_written_as_people_write_them():
    fr, en = Words("fr"), Words("en")
    assert fr.number(151679.5) == "151\u202f680"
    assert en.number(1234.5, 1) == "1,234.5"
    assert fr.number(1234.5, 1) == "1\u202f234,5"
    assert fr.share(0.1648) == "16\u202f%"
    assert en.share(0.1648) == "16%"
    assert fr.day("2023-08-31") == "31 août 2023"
    assert fr.day("2023-09-01") == "1er septembre 2023"
    assert fr.number(float("nan")) == fr("unit.unknown") == fr.share(None)
    assert fr.number(0) == "0"


def test_one_is_told_in_the_singular():
    fr = Words("fr")
    assert [fr("quality.assessments", count=n) for n in (0, 1, 1.0, 2)] == [
        "0 évaluations", "1 évaluation", "1 évaluation", "2 évaluations",
    ]  # fmt: skip
    assert Words("en")("gap.face_sites", count=1) == "1 site"


def test_text_from_data_stands_for_itself_in_markdown():
    assert Words("fr").plain("**x** [a](b) :red[c]").count("*") == 0
    assert "&#42;" in Words("fr").plain("*")
    assert Words("fr").plain("Lakou Kè Kontan") == "Lakou Kè Kontan"


def test_locale_files_are_plain_tables():
    for lang in LANGUAGES:
        assert tomllib.loads(Path(FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
