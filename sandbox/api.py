"""The Web API: /api/<method>. Checks token and scopes, then calls the method."""

import json

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.methods.table import METHODS, Method, TokenKind
from sandbox.mishaps import Call, Mishaps
from sandbox.model import Json
from sandbox.seed import AppSeed, make_id


class Api:
    """`mishaps` are the faults and rates that a call may meet before it is carried out."""

    def __init__(self, desk: Desk, app: AppSeed, mishaps: Mishaps) -> None:
        self._desk, self._mishaps = desk, mishaps
        self._tokens: dict[str, TokenKind] = {app.bot_token: "bot", app.app_token: "app"}

    def routes(self) -> list[BaseRoute]:
        return [Route("/api/{method}", self._answer, methods=["GET", "POST"])]

    async def _answer(self, request: Request) -> Response:
        name = request.path_params["method"]
        call = Call(name)
        try:
            call.arguments = await _arguments(request)
            token = _token(request, call.arguments.pop("token", None))
            method = self._method(name, token)
            call.channel, call.tier = self._channel(call.arguments), method.tier
            call.user = call.arguments.get("user") or call.arguments.get("user_id")
        except SlackError as refusal:
            return self._shown(call, refusal.body())
        return await self._mishaps.carry(call, request, lambda: self._shown(call, self._done(method, call.arguments)))

    def _method(self, name: str, token: str | None) -> Method:
        method = METHODS.get(name)
        if method is None:
            raise SlackError("unknown_method", req_method=name)
        self._check_token(method, token)
        if method.scope:
            self._desk.need_scope(method.scope)
        return method

    def _done(self, method: Method, arguments: Json) -> Json:
        try:
            return {"ok": True, **method.do(self._desk, Args(arguments))}
        except SlackError as refusal:
            return refusal.body()

    def _shown(self, call: Call, body: Json) -> Response:
        self._mishaps.note(call, body)
        return JSONResponse(body, headers={"x-oauth-scopes": ",".join(self._desk.workspace.app.scopes)})

    def _check_token(self, method: Method, token: str | None) -> None:
        if not token:
            raise SlackError("not_authed")
        if token not in self._tokens:
            raise SlackError("invalid_auth")
        if self._tokens[token] != method.caller:
            raise SlackError("not_allowed_token_type")
        if method.caller == "bot" and self._desk.workspace.tokens_revoked:
            raise SlackError("token_revoked")

    def _channel(self, arguments: Json) -> str | None:
        """The id of the channel that a call is about; a person stands for the direct messages with them."""
        named, workspace = arguments.get("channel"), self._desk.workspace
        if named in workspace.users:
            return make_id("D", workspace.app.id, str(named))
        if isinstance(named, str) and named.startswith("#"):
            return next((one.id for one in workspace.channels.values() if one.name == named[1:]), named)
        return named


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
