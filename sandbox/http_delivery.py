"""Delivery by HTTP: a signed request to the app's request URL."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import urlencode

import h11

from sandbox.http_posts import Posted, Posts
from sandbox.transport import ACK_SECONDS, Ack, Delivery

USER_AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"


def sign(signing_secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(signing_secret.encode(), base, hashlib.sha256).hexdigest()


def encoded(delivery: Delivery) -> tuple[str, bytes]:
    """Content type and body, as Slack sends this kind of payload."""
    if delivery.kind == "events_api":
        return "application/json", json.dumps(delivery.payload).encode()
    form = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return "application/x-www-form-urlencoded", urlencode(form).encode()


class HttpDelivery:
    def __init__(self, request_url: Callable[[], str | None], signing_secret: str) -> None:
        self._request_url, self._secret = request_url, signing_secret
        self._posts = Posts()

    async def deliver(self, delivery: Delivery) -> Ack:
        if (url := self._request_url()) is None:
            return Ack(failure="not_running", detail="no request URL")
        if delivery.fault == "drop_before":
            return Ack(failure="not_running", detail="connection cut")
        content_type, body = encoded(delivery)
        headers = self._headers(delivery, content_type, body)
        ack = await self._posted(url, body, headers)
        if delivery.fault == "twice":
            await self._posted(url, body, headers)
        return Ack(failure="timeout", detail="the answer was lost") if delivery.fault == "drop_after" else ack

    async def _posted(self, url: str, body: bytes, headers: dict[str, str]) -> Ack:
        try:
            async with asyncio.timeout(ACK_SECONDS):
                return _ack(await self._posts.post(url, headers, body))
        except TimeoutError:
            return Ack(failure="timeout")
        except (OSError, ValueError, h11.ProtocolError) as error:
            return Ack(failure="not_running", detail=f"{type(error).__name__}: {error}")

    async def close(self) -> None:
        self._posts.close()

    def _headers(self, delivery: Delivery, content_type: str, body: bytes) -> dict[str, str]:
        timestamp = str(int(time.time()))
        headers = {
            "Content-Type": content_type,
            "User-Agent": USER_AGENT,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": sign(self._secret, timestamp, body),
        }
        if delivery.attempt:
            headers |= {"X-Slack-Retry-Num": str(delivery.attempt), "X-Slack-Retry-Reason": delivery.reason}
        return headers


def _ack(answer: Posted) -> Ack:
    if answer.status != 200:
        final = answer.headers.get("x-slack-no-retry") == "1"
        return Ack(failure="error", detail=f"status {answer.status}", final=final)
    if not answer.body.strip():
        return Ack()
    if not answer.headers.get("content-type", "").startswith("application/json"):
        return Ack({"text": answer.body.decode(errors="replace")})
    try:
        body = json.loads(answer.body)
    except ValueError:
        return Ack(failure="error", detail="malformed JSON")
    return Ack(body) if isinstance(body, dict) else Ack(failure="error", detail="not a JSON object")
