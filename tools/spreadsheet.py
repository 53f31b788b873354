"""Make sure there is a LibreOffice Calc for the tests, and let it reckon workbooks again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

NAMES = ("soffice", "libreoffice")
PACKAGE = "libreoffice-calc-nogui"
LONGEST_SECONDS = 120
# Formulas are reckoned on loading whatever values a file carries; without it they are taken from files that say
# that a known program wrote them.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def installed() -> str | None:
    """Path of a LibreOffice on the PATH."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def recalculated(books: Sequence[Path], folder: Path) -> list[Path]:
    """Reckon every formula of workbooks with LibreOffice, in one start.

    Parameters
    ----------
    books
        xlsx files of different names.
    folder
        Where the profile and the results go; nothing outside it is written.

    Returns
    -------
    results
        xlsx files of the same names, each formula with its value.

    Raises
    ------
    RuntimeError
        Where there is no LibreOffice, or it gave no file.
    """
    program = installed()
    if program is None:
        raise RuntimeError(f"There is no LibreOffice: run tools/spreadsheet.py, or install the package {PACKAGE}")
    profile, results = folder / "profile", folder / "results"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = [
        program, f"-env:UserInstallation={profile.resolve().as_uri()}", "--headless", "--norestore",
        "--convert-to", "xlsx", "--outdir", str(results), *(str(book) for book in books),
    ]  # fmt: skip
    told = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LONGEST_SECONDS)
    made = [results / book.name for book in books]
    missing = [one.name for one in made if not one.exists()]
    if missing:
        raise RuntimeError(f"LibreOffice gave no {', '.join(missing)}: {told.stdout}{told.stderr}")
    return made


def main() -> None:
    """Install LibreOffice Calc where there is none; else say once what to do."""
    if installed():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        way = f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {PACKAGE}"
        if subprocess.run(["sh", "-c", way], check=False).returncode == 0 and installed():
            return
    sys.exit(f"The tests of service coverage need LibreOffice Calc: install the package `{PACKAGE}` and run again.")


if __name__ == "__main__":
    main()
