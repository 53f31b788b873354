"""Write the worked spreadsheet to the fixtures of the tests, or to the file that is named."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.worked_coverage.book import book

DEFAULT = Path(__file__).resolve().parents[2] / "tests" / "fixtures" / "coverage" / "worked.xlsx"

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    book().save(target)
    print(target)
