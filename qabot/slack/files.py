"""The bytes of files, out of Slack and into it, beside its methods."""

from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from qabot.slack.faults import classify, no_file
from qabot.slack.port import Refused

FILES_AT = "files.slack.com"


class _NoDetour(HTTPRedirectHandler):
    """Whom Slack does not let see a file it sends to its sign-in page, and the token would go along."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def download(url: str, *, token: str, limit: int, seconds: float) -> bytes:
    """The bytes of a private file."""
    content = _answer(Request(url, headers={"Authorization": f"Bearer {token}"}), seconds, limit + 1)  # noqa: S310  # see is_slacks
    if len(content) > limit:
        raise Refused("file_too_large")
    return content


def bring(url: str, content: bytes, *, seconds: float) -> None:
    """Bring the bytes of a file to where Slack expects them."""
    headers = {"Content-Type": "application/octet-stream"}
    _answer(Request(url, data=content, headers=headers, method="POST"), seconds, 1000)  # noqa: S310  # see is_slacks


def is_slacks(url: str, api: SplitResult) -> bool:
    """Whether this is where Slack keeps files."""
    place = urlsplit(url)
    return (place.scheme, place.netloc) in (("https", FILES_AT), (api.scheme, api.netloc))


def _answer(asked: Request, seconds: float, most: int) -> bytes:
    try:
        with build_opener(_NoDetour).open(asked, timeout=seconds) as answer:
            content: bytes = answer.read(most)
    except HTTPError as error:
        raise no_file(error) from error
    except (OSError, HTTPException) as error:
        raise classify(error) from error
    return content
