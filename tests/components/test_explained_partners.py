"""Every word of the explanations on the pages of priorities and partners stands in the locale files."""

from __future__ import annotations

from components.figures.table import COLUMNS, label
from components.i18n import LANGUAGES, Words
from components.widgets import partners_findings, partners_glance, priorities_view
from geo.partner_findings import KINDS
from results import Results
from results.priority_list import Ask
from tests.components.test_explained import every, missing, results

assert results  # the fixture of the demonstration
TR = Words("fr")


def test_the_ranked_list_with_all_factors(results: Results):
    kit, zone_set = results.kit_names()["kit"].iloc[0], results.zone_sets()["zone_set"].iloc[0]
    assert not every(results.priority_list(Ask("MAPAP", zone_set=zone_set, kit=kit, within_hours=24.0)))


def test_findings_and_the_matrix(results: Results):
    for kind in KINDS:
        assert not missing(results.partner_finding_count(kind))
    if len(results.partner_sites().frame):
        assert not every(results.partner_sites())


def test_every_column_has_words():
    shown = {*priorities_view.COLUMNS, *partners_glance.MANAGERS, *partners_glance.MATRIX, *partners_glance.PRESENCE}
    for columns in partners_findings.COLUMNS.values():
        shown |= set(columns)
    assert not {name for name in shown if not (TR.has(f"column.{name}") or TR.has(f"header.{name}"))}
    assert COLUMNS["severity"].kind == "share"


def test_no_two_columns_of_a_table_have_one_header():
    for columns in (priorities_view.COLUMNS, partners_glance.MANAGERS, partners_glance.MATRIX, partners_glance.PRESENCE,
                    *partners_findings.COLUMNS.values()):  # fmt: skip
        for lang in LANGUAGES:
            headers = [label(name, Words(lang)) for name in columns]
            assert len(set(headers)) == len(headers), headers
