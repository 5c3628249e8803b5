"""auth.* and apps.connections.open: who am I, where do I connect, and to be here no more."""

from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Json


def test(desk: Desk, args: Args) -> Json:
    team, app = desk.workspace.team, desk.workspace.app
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": desk.workspace.user(app.user_id).name,
        "team_id": team.id,
        "user_id": app.user_id,
        "bot_id": app.bot_id,
        "app_id": app.id,
        "is_enterprise_install": False,
    }


def open_connection(desk: Desk, args: Args) -> Json:
    return {"url": desk.socket_url()}


def revoke(desk: Desk, args: Args) -> Json:
    """With `test` it only says that it could."""
    if args.flag("test"):
        return {"revoked": False}
    desk.telling.revoke_tokens()
    return {"revoked": True}
