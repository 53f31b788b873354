"""`/basemap/<version>`: the public shapes of departments and communes, fetched once by a browser and kept by it.

The version is a name of the content, so an answer never goes stale; another geometry has another address.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PATH = "/basemap"
_KEEP = "public, max-age=31536000, immutable"


def url(version: str) -> str:
    """Address of a version, as the map's script asks for it."""
    return f"{PATH}/{version}"


def routes(get_geometry: Callable[[str], bytes | None]) -> list[Route]:
    """Return the route; `get_geometry` gives the GeoJSON of a version, None where there is no such version."""

    async def basemap(request: Request) -> Response:
        version = request.path_params["version"]
        content = await run_in_threadpool(get_geometry, version)
        if content is None:
            return Response(status_code=404, headers={"cache-control": "no-store"})
        headers = {"etag": f'"{version}"', "cache-control": _KEEP, "x-content-type-options": "nosniff"}
        if _known(request.headers.get("if-none-match", ""), version):
            return Response(status_code=304, headers=headers)
        return Response(content, media_type="application/geo+json", headers=headers)

    return [Route(f"{PATH}/{{version}}", basemap, methods=["GET"])]


def _known(if_none_match: str, version: str) -> bool:
    """Whether the caller has this version: a list of tags, weak or strong, or any (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in tags or f'"{version}"' in tags
