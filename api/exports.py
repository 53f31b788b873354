"""`/export/<id>`: a file is given to who asked for it, once, within a minute."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from components.handover import COUNTER, Counter


def routes(may_fetch: Callable[[Request, str], bool], counter: Counter = COUNTER) -> list[Route]:
    """Return the route; `may_fetch` says whether the account of a request may have files of an audience."""

    async def export(request: Request) -> Response:
        ticket = counter.take(request.path_params["ticket_id"])
        if ticket is None or not may_fetch(request, ticket.audience):
            return Response(status_code=404)
        body = await run_in_threadpool(ticket.make)
        told = f"attachment; filename*=UTF-8''{quote(ticket.name)}"
        return Response(body, media_type=ticket.mime, headers={"content-disposition": told})

    return [Route("/export/{ticket_id}", export, methods=["GET"])]
