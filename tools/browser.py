"""Make sure there is a Chromium for the tests: an installed one, else Playwright's, else Debian's package."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "google-chrome", "chromium-browser", "google-chrome-stable")


def installed() -> str | None:
    """Path of a browser that is there: on the PATH, or Playwright's own."""
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - slow, and mostly not needed

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def main() -> None:
    """Install a browser where there is none, by the first way that works; else say so once."""
    if installed():
        return
    ways = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0 and shutil.which("apt-get"):
        ways += [["sh", "-c", "apt-get update -qq && apt-get install -y -qq chromium"]]
    for way in ways:
        if subprocess.run(way, check=False).returncode == 0 and installed():
            return
    sys.exit("The browser tests need Chromium: install the package `chromium` or `google-chrome` and run again.")


if __name__ == "__main__":
    main()
