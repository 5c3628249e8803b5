"""usergroups.*: who belongs together."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Json, UserGroup


def list_groups(desk: Desk, args: Args) -> Json:
    with_disabled = args.flag("include_disabled")
    found = [group for group in desk.workspace.user_groups.values() if group.enabled or with_disabled]
    return {"usergroups": [_shown(desk, args, group) for group in found]}


def list_users(desk: Desk, args: Args) -> Json:
    group = desk.workspace.user_group(args.text("usergroup"))
    if not group.enabled and not args.flag("include_disabled"):
        raise SlackError("no_such_subteam")
    return {"users": _active(desk, group)}


def _active(desk: Desk, group: UserGroup) -> list[str]:
    return [user_id for user_id in group.members if not desk.workspace.user(user_id).deleted]


def _shown(desk: Desk, args: Args, group: UserGroup) -> Json:
    members = _active(desk, group)
    shown: Json = {
        "id": group.id,
        "team_id": desk.workspace.team.id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.created,
        "date_delete": 0 if group.enabled else group.created,
        "auto_type": None,
        "auto_provision": False,
        "created_by": "USLACKBOT",
        "updated_by": "USLACKBOT",
        "deleted_by": None,
        "prefs": {"channels": [], "groups": []},
    }
    if args.flag("include_users"):
        shown["users"] = members
    return shown | ({"user_count": len(members)} if args.flag("include_count") else {})
