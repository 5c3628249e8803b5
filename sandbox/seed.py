"""How a workspace begins: its people, its channels and the app that is installed in it.

Ids are made from names, so that the same seed gives the same ids each time: an app that has stored them in its own
database finds them again after a restart.
"""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sandbox.model import App, Channel, Command, Json, Shortcut, Team, User, UserGroup


@dataclass
class UserSeed:
    name: str
    real_name: str = ""
    email: str = ""
    tz: str = "Europe/Berlin"
    title: str = ""
    id: str = ""
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False
    is_ultra_restricted: bool = False


@dataclass
class UserGroupSeed:
    """`members` are names of users."""

    handle: str
    name: str = ""
    members: Sequence[str] = ()
    description: str = ""
    enabled: bool = True
    id: str = ""


@dataclass
class ChannelSeed:
    """`members` are names of users, None for everybody but guests; the app is in it unless `has_app` says otherwise.

    The channel named general is the one that nobody can leave, unless another one says `is_general`.
    """

    name: str
    members: Sequence[str] | None = None
    is_private: bool = False
    topic: str = ""
    purpose: str = ""
    archived: bool = False
    has_app: bool = True
    id: str = ""
    is_general: bool = False
    is_ext_shared: bool = False
    creator: str = ""


DEFAULT_MANIFEST: Json = {
    "display_information": {"name": "testbot"},
    "features": {"slash_commands": [{"command": "/test", "description": "Try it", "usage_hint": "[help]"}]},
    "settings": {"event_subscriptions": {"bot_events": ["app_home_opened", "message.im", "app_mention"]}},
}


@dataclass
class AppSeed:
    """Without `request_url` the app is reached over Socket Mode."""

    name: str = ""
    manifest: Json = field(default_factory=lambda: DEFAULT_MANIFEST)
    bot_token: str = "xoxb-local-sandbox"  # noqa: S105 - opens nothing but this workspace, on this machine
    app_token: str = "xapp-local-sandbox"  # noqa: S105 - as above
    signing_secret: str = "local-sandbox-signing-secret"  # noqa: S105 - as above
    verification_token: str = "local-sandbox-verification"  # noqa: S105 - as above
    request_url: str | None = None

    @property
    def title(self) -> str:
        return self.name or str(self.manifest.get("display_information", {}).get("name", "app"))


@dataclass
class Seed:
    """`welcome` and `suggestions` (a user's name, and what to try as them) greet whoever opens the browser."""

    team_name: str = "Sandbox"
    users: Sequence[UserSeed | str] = ("maya", "tom")
    channels: Sequence[ChannelSeed | str] = ("general", "qa-team")
    app: AppSeed = field(default_factory=AppSeed)
    welcome: str = ""
    suggestions: Sequence[tuple[str, str]] = ()
    user_groups: Sequence[UserGroupSeed | str] = ()


def make_id(prefix: str, *words: str) -> str:
    """An id that looks like Slack's and depends on nothing but the words."""
    digest = hashlib.sha256("\x1f".join((prefix, *words)).encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:10].replace("=", "0")


def team_of(seed: Seed) -> Team:
    domain = "".join(letter if letter.isalnum() else "-" for letter in seed.team_name.lower()).strip("-")
    return Team(make_id("T", seed.team_name), seed.team_name, domain or "sandbox")


def app_of(seed: Seed) -> App:
    manifest, name = seed.app.manifest, seed.app.title
    features, home = manifest.get("features", {}), manifest.get("features", {}).get("app_home", {})
    return App(
        id=make_id("A", name),
        name=name,
        user_id=make_id("U", "bot", name),
        bot_id=make_id("B", name),
        commands=[_command(entry) for entry in features.get("slash_commands", [])],
        shortcuts=[_shortcut(entry) for entry in features.get("shortcuts", [])],
        scopes=list(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
        events=list(manifest.get("settings", {}).get("event_subscriptions", {}).get("bot_events", [])),
        home_tab=bool(home.get("home_tab_enabled", True)),
        messages_tab=bool(home.get("messages_tab_enabled", True)),
        messages_tab_read_only=bool(home.get("messages_tab_read_only_enabled", False)),
    )


def users_of(seed: Seed) -> list[User]:
    return [_user(entry if isinstance(entry, UserSeed) else UserSeed(entry)) for entry in seed.users]


def channels_of(seed: Seed, users: Sequence[User], app: App, created: int) -> list[Channel]:
    ids = {user.name: user.id for user in users if not user.is_bot}
    everybody = [user.id for user in users if not (user.is_bot or user.is_guest)]
    entries = [entry if isinstance(entry, ChannelSeed) else ChannelSeed(entry) for entry in seed.channels]
    made = [_channel(entry, ids, everybody, app, created) for entry in entries]
    if not any(channel.is_general for channel in made):
        for channel in made:
            channel.is_general = channel.name == "general"
    return made


def user_groups_of(seed: Seed, users: Iterable[User], created: int) -> list[UserGroup]:
    ids = {user.name: user.id for user in users}
    entries = [entry if isinstance(entry, UserGroupSeed) else UserGroupSeed(entry) for entry in seed.user_groups]
    return [_user_group(entry, ids, created) for entry in entries]


def _command(entry: Json) -> Command:
    return Command(
        entry["command"],
        entry.get("description", ""),
        entry.get("usage_hint", ""),
        bool(entry.get("should_escape", False)),
    )


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(entry["callback_id"], entry["name"], entry["type"], entry.get("description", ""))


def _user(entry: UserSeed) -> User:
    return User(
        id=entry.id or make_id("U", entry.name),
        name=entry.name,
        real_name=entry.real_name or entry.name.replace(".", " ").title(),
        email=entry.email or f"{entry.name}@example.com",
        tz=entry.tz,
        title=entry.title,
        is_admin=entry.is_admin,
        is_restricted=entry.is_restricted or entry.is_ultra_restricted,
        is_ultra_restricted=entry.is_ultra_restricted,
        deleted=entry.deleted,
    )


def _user_group(entry: UserGroupSeed, ids: dict[str, str], created: int) -> UserGroup:
    return UserGroup(
        id=entry.id or make_id("S", entry.handle),
        handle=entry.handle,
        name=entry.name or entry.handle,
        members=[ids[name] for name in entry.members],
        description=entry.description,
        enabled=entry.enabled,
        created=created,
    )


def _channel(entry: ChannelSeed, ids: dict[str, str], everybody: list[str], app: App, created: int) -> Channel:
    members = list(everybody) if entry.members is None else [ids[name] for name in entry.members]
    return Channel(
        id=entry.id or make_id("C", entry.name),
        name=entry.name,
        is_private=entry.is_private,
        members=[*members, app.user_id] if entry.has_app else members,
        topic=entry.topic,
        purpose=entry.purpose,
        archived=entry.archived,
        created=created,
        creator=ids.get(entry.creator) or next(iter(members), app.user_id),
        is_general=entry.is_general,
        is_ext_shared=entry.is_ext_shared,
    )
