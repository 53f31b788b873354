"""Files handed over: once, within a minute, to who may have them; made only when fetched."""

from __future__ import annotations

import asyncio

import httpx
from starlette.applications import Starlette

from api import exports
from components.handover import MOST, Counter


class client:  # noqa: N801 - reads like the call that it is
    """Ask the route as a browser does."""

    def __init__(self, counter: Counter, audience: str = "coordinator") -> None:
        self.app = Starlette(routes=exports.routes(lambda _request, wanted: wanted == audience, counter))

    def get(self, path: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as session:
                return await session.get(path)

        return asyncio.run(ask())


def test_a_file_is_given_once_with_its_name():
    counter, made = Counter(), []
    ticket = counter.leave("pare sités.csv", "text/csv", "coordinator", lambda: made.append(1) or b"a,b")
    assert not made
    answer = client(counter).get(f"/export/{ticket}")
    assert (answer.status_code, answer.content) == (200, b"a,b")
    assert "pare%20sit%C3%A9s.csv" in answer.headers["content-disposition"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert client(counter).get(f"/export/{ticket}").status_code == 404
    assert made == [1]


def test_a_file_is_gone_after_a_minute_and_never_for_another_audience():
    now = [0.0]
    counter = Counter(clock=lambda: now[0])
    ticket = counter.leave("x", "text/csv", "coordinator", lambda: b"x")
    now[0] = 60.5
    assert client(counter).get(f"/export/{ticket}").status_code == 404
    ticket = counter.leave("x", "text/csv", "coordinator", lambda: b"x")
    assert client(counter, audience="donor").get(f"/export/{ticket}").status_code == 404
    assert client(counter).get(f"/export/{ticket}").status_code == 404  # a wrong try spends it
    assert client(counter).get("/export/guess").status_code == 404


def test_ids_cannot_be_guessed_and_old_ones_make_room():
    counter = Counter()
    ids = [counter.leave("x", "t", "coordinator", bytes) for _ in range(MOST + 5)]
    assert len(set(ids)) == len(ids)
    assert min(map(len, ids)) >= 32
    assert counter.take(ids[0]) is None
    assert counter.take(ids[-1]) is not None
