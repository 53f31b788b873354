"""Pare as a server: the pages behind one gate, the base map and the exports beside them. `make run` serves this."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

os.umask(0o077)
os.environ["PARE_SERVED_BY"] = "asgi"

from starlette.concurrency import run_in_threadpool  # noqa: E402
from starlette.middleware import Middleware  # noqa: E402
from starlette.middleware.gzip import GZipMiddleware  # noqa: E402
from starlette.requests import Request  # noqa: E402
from streamlit import App  # noqa: E402
from streamlit.runtime.pages_manager import PagesManager  # noqa: E402

from api import basemap, exports  # noqa: E402
from api.gate import Gate  # noqa: E402
from components import warm  # noqa: E402
from data.access import LOCAL, allowed  # noqa: E402

COLLECT_SECONDS = 30.0

# A first deep link would else show "Page not found" over the right page.
PagesManager.uses_pages_directory = False


async def _collect() -> None:
    """Collect garbage now and then: config.toml switched it off after every script run."""
    while True:
        await asyncio.sleep(COLLECT_SECONDS)
        await run_in_threadpool(gc.collect)


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[None]:
    """Warm up, freeze what is there for good, and collect in the background."""
    await run_in_threadpool(warm.up)
    gc.collect()
    gc.freeze()
    collecting = asyncio.create_task(_collect())
    yield
    collecting.cancel()
    with suppress(asyncio.CancelledError):
        await collecting


def may_fetch(_request: Request, audience: str) -> bool:
    """Whether the caller may have files of an audience: the loopback's user until accounts exist."""
    return audience == LOCAL.role and allowed(LOCAL, "export.any").allowed


app = App(
    "app.py",
    lifespan=lifespan,
    routes=[*basemap.routes(warm.base_map_geometry), *exports.routes(may_fetch)],
    middleware=[Middleware(Gate), Middleware(GZipMiddleware, minimum_size=800)],
)
