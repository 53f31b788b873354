"""What tests of the engine share."""

from __future__ import annotations

import pytest

from tests.geo import worked_sheet


@pytest.fixture(scope="session")
def worked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, worked_sheet.Worked]:
    """The worked spreadsheet in each phase, reckoned once by LibreOffice."""
    return worked_sheet.reckoned(tmp_path_factory.mktemp("worked"))
