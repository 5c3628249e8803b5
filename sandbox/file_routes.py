"""Where the bytes of files go in and out: upload URLs, and the private URLs that files are read at."""

from urllib.parse import quote

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from sandbox.errors import SlackError
from sandbox.methods.desk import Desk
from sandbox.mishaps import Call, Mishaps
from sandbox.model import File, Json

STATUS = {"file_not_found": 404, "invalid_length": 400}


class FileRoutes:
    """`mishaps` may befall an upload and a download as well: they are calls named file_upload and file_download."""

    def __init__(self, desk: Desk, token: str, mishaps: Mishaps) -> None:
        self._desk, self._token, self._mishaps = desk, token, mishaps

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/upload/v1/{ticket}", self._upload, methods=["POST"]),
            Route("/files-pri/{place}/{name}", self._download),
            Route("/files-pri/{place}/download/{name}", self._download),
        ]

    async def _upload(self, request: Request) -> Response:
        ticket, content = request.path_params["ticket"], await _content(request)
        file = self._desk.workspace.files.expected(ticket)
        call = Call("file_upload", arguments={"file": file.id if file else None, "bytes": len(content)})
        return await self._mishaps.carry(call, request, lambda: self._received(call, ticket, content))

    def _received(self, call: Call, ticket: str, content: bytes) -> Response:
        try:
            self._desk.workspace.files.receive(ticket, content)
        except SlackError as refusal:
            self._mishaps.note(call, refusal.body())
            return PlainTextResponse(refusal.code, STATUS[refusal.code])
        self._mishaps.note(call, {"ok": True})
        return PlainTextResponse(f"OK - {len(content)}")

    async def _download(self, request: Request) -> Response:
        file_id = request.path_params["place"].rpartition("-")[2]
        call = Call("file_download", arguments={"file": file_id})
        return await self._mishaps.carry(call, request, lambda: self._sent(call, request, file_id))

    def _sent(self, call: Call, request: Request, file_id: str) -> Response:
        """Without the right token Slack does not refuse: it leads to the page where people sign in."""
        if (refusal := self._why_not(request)) is not None:
            self._mishaps.note(call, refusal)
            return RedirectResponse(f"{self._desk.workspace.address}/?redir={quote(request.url.path)}", 302)
        file = self._desk.workspace.files.find(file_id)
        if file is None or not self._desk.sees_file(file):
            self._mishaps.note(call, {"ok": False, "error": "file_not_found"})
            return PlainTextResponse("Not found", 404)
        self._mishaps.note(call, {"ok": True})
        content = self._desk.workspace.files.content(file.id)
        return Response(content, media_type=file.mimetype, headers=_headers(file, request))

    def _why_not(self, request: Request) -> Json | None:
        if request.headers.get("authorization", "") != f"Bearer {self._token}":
            return {"ok": False, "error": "invalid_auth"}
        if self._desk.workspace.tokens_revoked:
            return {"ok": False, "error": "token_revoked"}
        if not self._desk.workspace.app.has_scope("files:read"):
            return {"ok": False, "error": "missing_scope", "needed": "files:read"}
        return None


def _headers(file: File, request: Request) -> dict[str, str]:
    place = "attachment" if "/download/" in request.url.path else "inline"
    return {
        "content-disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }


async def _content(request: Request) -> bytes:
    """The body as it is, or the first file of a form. Some clients call a bare body a form that it is not."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    form = await request.form()
    parts = [part for part in form.values() if isinstance(part, UploadFile)]
    return await parts[0].read() if parts else str(next(iter(form.values()), "")).encode()
