"""users.*: who is here. Slackbot is in every workspace, and does not count as a bot."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.methods.pages import page
from sandbox.model import SLACKBOT, Json, User
from sandbox.render import user_json

SLACKBOT_USER = User(SLACKBOT, "slackbot", "Slackbot", tz="America/Los_Angeles")


def list_users(desk: Desk, args: Args) -> Json:
    shown, cursor = page([SLACKBOT_USER, *desk.workspace.users.values()], args)
    return {
        "members": [_shown(desk, user) for user in shown],
        "cache_ts": int(desk.workspace.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def info(desk: Desk, args: Args) -> Json:
    wanted = args.text("user")
    return {"user": _shown(desk, SLACKBOT_USER if wanted == SLACKBOT else desk.workspace.user(wanted))}


def lookup_by_email(desk: Desk, args: Args) -> Json:
    email = args.text("email").lower()
    people = desk.workspace.people()
    found = next((user for user in people if user.email.lower() == email and not user.deleted), None)
    if found is None:
        raise SlackError("users_not_found")
    return {"user": _shown(desk, found)}


def _shown(desk: Desk, user: User) -> Json:
    return user_json(
        desk.workspace, user, with_email=bool(user.email) and desk.workspace.app.has_scope("users:read.email")
    )
