"""The Web API: /api/<method>. Checks token and scopes, calls the method, writes the ledger."""

import json
import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.errors import SlackError
from sandbox.ledger import Ledger, LedgerEntry
from sandbox.methods.desk import Args, Desk
from sandbox.methods.table import METHODS, Method, TokenKind
from sandbox.model import Json
from sandbox.seed import AppSeed


class Api:
    def __init__(self, desk: Desk, app: AppSeed, ledger: Ledger) -> None:
        self._desk, self._ledger = desk, ledger
        self._tokens: dict[str, TokenKind] = {app.bot_token: "bot", app.app_token: "app"}

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/{method}", self._answer, methods=["GET", "POST"])]

    async def _answer(self, request: Request) -> Response:
        started, name = time.perf_counter(), request.path_params["method"]
        arguments: Json = {}
        try:
            arguments = await _arguments(request)
            token = _token(request, arguments.pop("token", None))
            body = {"ok": True, **self._call(name, token, arguments)}
        except SlackError as refusal:
            body = refusal.body()
        self._note(name, arguments, body, started)
        return JSONResponse(body, headers={"x-oauth-scopes": ",".join(self._desk.workspace.app.scopes)})

    def _call(self, name: str, token: str | None, arguments: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, token)
        if method.scope:
            self._desk.need_scope(method.scope)
        return method.do(self._desk, Args(arguments))

    def _check_token(self, method: Method, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in self._tokens:
            raise SlackError("invalid_auth")
        if self._tokens[token] != method.caller:
            raise SlackError("not_allowed_token_type")

    def _note(self, name: str, arguments: Json, body: Json, started: float) -> None:
        channel, user = arguments.get("channel"), arguments.get("user") or arguments.get("user_id")
        took = (time.perf_counter() - started) * 1000
        now = self._desk.workspace.now()
        self._ledger.add(LedgerEntry(now, "call", name, arguments, body, bool(body["ok"]), took, channel, user))


def _token(request: Request, in_body: object) -> str | None:
    header = request.headers.get("authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return str(in_body) if in_body else None


async def _arguments(request: Request) -> Json:
    """From the query, a form or a JSON body, as Slack takes them."""
    arguments: Json = dict(request.query_params)
    if request.method == "GET":
        return arguments
    if request.headers.get("content-type", "").startswith("application/json"):
        return arguments | _json_object(await request.body())
    form = await request.form()
    return arguments | {name: value for name, value in form.items() if isinstance(value, str)}


def _json_object(body: bytes) -> Json:
    try:
        value = json.loads(body or b"{}")
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(value, dict):
        raise SlackError("json_not_object")
    return value
