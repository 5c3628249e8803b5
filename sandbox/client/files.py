"""Files that a person brings, and bytes for those who may see them.

What somebody uploaded is never shown as a page of this site: pictures of a few safe kinds are, anything else is
downloaded, and nothing may be taken for more than it says it is.
"""

from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sandbox.client.previews import PICTURES, may_see
from sandbox.client.serving import desk
from sandbox.errors import SlackError
from sandbox.file_render import file_json

LARGEST = 20 * 1024 * 1024


async def upload(request: Request) -> Response:
    """The bytes of one file as the body; answers with the file as Slack shows it. Nobody else sees it yet."""
    there = desk(request)
    name = unquote(request.headers.get("x-file-name", "")).replace("\\", "/").rpartition("/")[2].strip()
    if not name:
        return Response("Say the file's name in x-file-name.", 400)
    content = await _body(request)
    if content is None:
        return Response("A file may have 20 MB at most.", 413)
    workspace, kind = there.sandbox.workspace, request.headers.get("content-type", "").partition(";")[0]
    file = workspace.files.add(name, content, user_id=there.me.id, mimetype=kind)
    return JSONResponse(file_json(workspace, file))


async def _body(request: Request) -> bytes | None:
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > LARGEST:
            return None
    return bytes(content)


async def download(request: Request) -> Response:
    there = desk(request)
    workspace = there.sandbox.workspace
    file = workspace.files.get(request.path_params["file"])
    if not may_see(there, file):
        raise SlackError("file_not_found")
    is_picture = file.mimetype in PICTURES and "download" not in request.query_params
    place = "inline" if is_picture else "attachment"
    headers = {
        "content-disposition": f"{place}; filename*=UTF-8''{quote(file.name, safe='')}",
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
    }
    kind = file.mimetype if file.mimetype in PICTURES else "application/octet-stream"
    return Response(workspace.files.content(file.id), media_type=kind, headers=headers)
