"""How a call to Slack ended, sorted once: surely not accepted, refused, or nobody knows."""

import errno
import socket
from collections.abc import Callable
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web import SlackResponse

from qabot.slack.port import TOKEN_ERRORS, NotSent, RateLimited, Refused, SlackFault, Unauthorised, Unknown

PERMANENT = frozenset(
    "alt_txt_too_large cannot_dm_bot cant_delete_file cant_delete_message cant_update_message "
    "channel_is_archived channel_not_found duplicate_external_id edit_window_closed exchanged_trigger_id "
    "expired_trigger_id file_deleted file_not_found file_type_not_allowed file_uploads_disabled "
    "file_uploads_except_images_disabled hash_conflict "
    "invalid_arguments invalid_blocks invalid_blocks_format invalid_metadata_format invalid_metadata_schema "
    "invalid_trigger_id is_archived message_not_found messages_tab_disabled metadata_too_large "
    "method_not_supported_for_channel_type missing_scope msg_too_long no_permission no_text not_enabled "
    "not_found not_in_channel push_limit_reached restricted_action storage_limit_reached team_not_found "
    "thread_not_found too_many_attachments trigger_exchanged trigger_expired user_disabled user_not_found "
    "user_not_visible view_too_large".split()
)
NO_ROUTE = (errno.ENETUNREACH, errno.EHOSTUNREACH)


def call(method: Callable[..., SlackResponse], **arguments: Any) -> SlackResponse:
    try:
        return method(**{name: value for name, value in arguments.items() if value is not None})
    except (SlackApiError, SlackRequestError, SlackClientError, OSError, HTTPException) as error:
        raise classify(error) from error


def classify(error: Exception) -> SlackFault:
    """What an error of the SDK means for whoever called: surely not accepted, refused, or nobody knows."""
    if isinstance(error, SlackApiError):
        return _classify_answer(error)
    if isinstance(error, URLError) and isinstance(error.reason, OSError):
        return NotSent("no_connection") if _never_connected(error.reason) else Unknown("connection_lost")
    return Unknown(type(error).__name__)


def no_file(error: HTTPError) -> SlackFault:
    if error.code == 429:
        return RateLimited(float(error.headers.get("Retry-After", 1)))
    return Unknown("file_not_sent") if error.code >= 500 else Refused("file_not_sent", str(error.code))


def _never_connected(error: OSError) -> bool:
    return isinstance(error, ConnectionRefusedError | socket.gaierror) or error.errno in NO_ROUTE


def _classify_answer(error: SlackApiError) -> SlackFault:
    answer = error.response
    status = getattr(answer, "status_code", 0)
    data = getattr(answer, "data", answer)
    code = data.get("error", "unknown_error") if isinstance(data, dict) else "unreadable_answer"
    if status == 429 or code == "ratelimited":
        headers = {name.lower(): value for name, value in getattr(answer, "headers", {}).items()}
        return RateLimited(float(headers.get("retry-after", 1)))
    if code in TOKEN_ERRORS:
        return Unauthorised(code)
    if code in PERMANENT and status < 500:
        return Refused(code, "; ".join(_details(data)))
    return Unknown(code)


def _details(data: dict[str, Any]) -> list[str]:
    return [str(line) for line in (data.get("response_metadata") or {}).get("messages", [])]
