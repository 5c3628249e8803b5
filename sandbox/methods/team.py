"""team.info and bots.info: where the app is installed, and what it is called there."""

from sandbox.errors import SlackError
from sandbox.methods.args import Args
from sandbox.methods.desk import Desk
from sandbox.model import Json


def info(desk: Desk, args: Args) -> Json:
    team = desk.workspace.team
    if (args.maybe_text("team") or team.id) != team.id or (args.maybe_text("domain") or team.domain) != team.domain:
        raise SlackError("team_not_found")
    shown: Json = {
        "id": team.id,
        "name": team.name,
        "url": f"https://{team.domain}.slack.com/",
        "domain": team.domain,
        "email_domain": "",
        "icon": {"image_default": True},
    }
    return {"team": shown}


def bot_info(desk: Desk, args: Args) -> Json:
    app = desk.workspace.app
    wanted = args.maybe_text("bot")
    if wanted and wanted != app.bot_id:
        raise SlackError("bot_not_found")
    shown: Json = {
        "id": app.bot_id,
        "deleted": False,
        "name": app.name,
        "updated": 0,
        "app_id": app.id,
        "user_id": app.user_id,
        "icons": {},
    }
    return {"bot": shown}
