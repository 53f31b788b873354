"""The base map's route: once fetched it is kept, and a version that is not there is not answered with a page."""

import asyncio
import gzip
import json
from collections.abc import Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from api import basemap

GEOMETRY = json.dumps({"type": "FeatureCollection", "features": [], "note": "é" * 2000}, ensure_ascii=False).encode()
Client = Callable[..., httpx.Response]


@pytest.fixture
def client() -> Client:
    app = Starlette(
        routes=basemap.routes({"abc": GEOMETRY}.get), middleware=[Middleware(GZipMiddleware, minimum_size=800)]
    )

    async def ask(path: str, method: str, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as asking:
            return await asking.request(method, path, headers=headers)

    return lambda path, method="GET", **headers: asyncio.run(
        ask(path, method, {name.replace("_", "-"): value for name, value in headers.items()})
    )


def test_a_version_is_geojson_to_keep(client: Client) -> None:
    answer = client(basemap.url("abc"))
    assert answer.status_code == 200
    assert answer.content == GEOMETRY
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["etag"] == '"abc"'
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("sent", ['"abc"', 'W/"abc"', '"old", "abc"', "*"])
def test_who_has_it_is_not_sent_it_again(client: Client, sent: str) -> None:
    answer = client("/basemap/abc", if_none_match=sent)
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == '"abc"'


@pytest.mark.parametrize("sent", ["", "abc", '"abcd"', '"old"', "garbage"])
def test_who_has_another_is_sent_it(client: Client, sent: str) -> None:
    assert client("/basemap/abc", if_none_match=sent).status_code == 200


@pytest.mark.parametrize("version", ["unknown", "..", "%2e%2e%2fstore", "abc%00", "a" * 5000])
def test_an_unknown_version_is_absent(client: Client, version: str) -> None:
    answer = client(f"/basemap/{version}")
    assert answer.status_code == 404
    assert "text/html" not in answer.headers.get("content-type", "")


def test_it_travels_compressed(client: Client) -> None:
    answer = client("/basemap/abc", accept_encoding="gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == GEOMETRY
    assert len(gzip.compress(GEOMETRY)) < len(GEOMETRY) / 10


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_it_is_only_read(client: Client, method: str) -> None:
    answer = client("/basemap/abc", method=method)
    assert answer.status_code == 405
