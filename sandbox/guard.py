"""Only this machine may talk to the sandbox, and only its own pages may make a browser write.

A foreign page could point its own host name at 127.0.0.1, or post a form to it: hence the check of Host and Origin.
"""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def _host(value: str) -> str | None:
    try:
        return urlsplit(f"//{value}").hostname
    except ValueError:
        return None


def allowed(scope: Scope) -> bool:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    host, origin = headers.get("host", ""), headers.get("origin")
    if _host(host) not in LOOPBACK:
        return False
    return origin is None or urlsplit(origin).netloc == host


class LoopbackOnly:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not allowed(scope):
            refusal = PlainTextResponse("The sandbox answers to pages and programs on this machine only.", 403)
            await refusal(scope, receive, send)
        elif scope["type"] == "websocket" and not allowed(scope):
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)
