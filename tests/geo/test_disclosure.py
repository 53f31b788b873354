"""Disclosure: everything to the coordinator, nothing to anybody else."""

from __future__ import annotations

import pytest

from geo.disclosure import disclosed
from geo.errors import NotAllowed


def test_the_coordinator_is_shown_what_there_is():
    assert disclosed([1], "coordinator") == [1]


@pytest.mark.parametrize("audience", ["donor", "public", "partner", "", "Coordinator", "coordinator "])
def test_everybody_else_is_shown_nothing(audience):
    with pytest.raises(NotAllowed, match="audience_has_no_release"):
        disclosed([1], audience)
