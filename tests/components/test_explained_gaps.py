"""Every word of the explanations of gaps, priorities and partners stands in the locale files."""

from __future__ import annotations

import pytest

from components.i18n import Words
from data.reference_coverage import shipped_means
from geo.lost_managers import LOST_BY
from geo.managers import KINDS
from geo.partners import STATES
from geo.presence import PRESENCE, SAYS
from results import Results
from tests.components.test_explained import every, results

assert results  # the fixture of the demonstration
TR = Words("fr")


def test_gaps_costs_and_what_if(results: Results):
    for level in ("site", "adm2"):
        assert not every(results.gaps(level))
    assert not every(results.gap_costs("adm1"))
    site = results.sites()["site_id"].iloc[0]
    assert not every(results.what_if(((site, "toilets_functional", 5.0),)))
    assert not every(results.next_units("toilets", 40))


def test_priorities_and_managers(results: Results):
    assert not every(results.priorities(shares=((results.sites()["site_id"].iloc[0], 0.5, 0.5),)))
    assert not every(results.managers("adm0"))
    for level in ("site", "adm2"):
        assert not every(results.presence(level))


@pytest.mark.parametrize(
    "key",
    [
        *sorted({f"{table}.{one.means}" for one in shipped_means().values() for table in ("means", "unit")}),
        *(f"choice.activity_state.{name}" for name in STATES),
        *(f"choice.presence.{name}" for name in PRESENCE),
        *(f"choice.services_say.{name}" for name in SAYS),
        *(f"choice.managed.{name}" for name in KINDS),
        *(f"choice.lost_by.{name}" for name in LOST_BY),
        *(f"choice.outcome.{name}" for name in ("added", "unknown_before", "never_assessed")),
        *(f"note.gap.{name}" for name in ("no_offer", "offer_heuristic", "held_within", "cost_unknown", "every_day")),
        *(f"note.partner.{name}" for name in ("never_summed", "state_unknown", "contradicted", "nobody")),
        *(f"error.means.{name}" for name in ("missing_field", "unknown_field", "bad_value", "unknown_standard")),
        *(f"error.weights.{name}" for name in ("parts", "value", "none", "unknown")),
    ],
)
def test_words(key: str):
    assert TR.has(key)
