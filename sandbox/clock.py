"""Time travel: the workspace's clock can be moved. Triggers, acks and rates stay on real time."""

import math

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.workspace import Workspace


def clock_routes(workspace: Workspace) -> list[BaseRoute]:
    def answer() -> JSONResponse:
        return JSONResponse({"offset_seconds": workspace.offset_seconds, "now": workspace.now()})

    async def read(_: Request) -> Response:
        return answer()

    async def move(request: Request) -> Response:
        try:
            offset = float((await request.json())["offset_seconds"])
        except (ValueError, KeyError, TypeError):
            offset = math.nan
        if not math.isfinite(offset):
            return JSONResponse({"error": 'Send {"offset_seconds": a number}.'}, 400)
        workspace.travel(offset)
        return answer()

    return [Route("/sandbox/clock", read, methods=["GET"]), Route("/sandbox/clock", move, methods=["POST"])]
