"""The product as somebody below partner level opens it: without a right but the help page."""

from __future__ import annotations

import data.access

data.access.LOCAL = data.access.NOBODY

from asgi import app  # noqa: E402 - who is here is told before anything of the product is loaded

__all__ = ["app"]
