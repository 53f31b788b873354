"""Who manages a site, in one line, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from components.figures import management
from components.i18n import Words


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"management_present": True, "management_type": "national_ngo", "management_mode": "mobile",
          "management_since": "2023-05-24"}, "présente · ONG nationale · mobile · depuis le 24 mai 2023"),
        ({"management_present": False, "management_type": "none"}, "absente"),
        ({"management_present": np.nan, "management_mode": "resident"}, "en place"),
        ({"management_present": None, "management_type": None, "management_since": np.nan}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_line_says_what_the_last_round_told(told, expected):
    assert management.line(told, Words("fr")) == expected
