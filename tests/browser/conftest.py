"""Fixtures of the harness, for every test of this folder."""

from tests.browser.harness import chromium, open_page, serve

__all__ = ["chromium", "open_page", "serve"]
