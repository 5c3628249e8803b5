"""A workspace whose app has subscribed to everything, and what it was told."""

from sandbox import AppSeed, ChannelSeed, Sandbox, Seed, UserSeed
from tests.sandbox.conftest import CHANNELS, LEFT, MANIFEST, USERS, Json

EVENTS = [
    "app_mention",
    "app_uninstalled",
    *(f"{kind}_{what}" for kind in ("channel", "group") for what in ("archive", "left", "rename", "unarchive")),
    "channel_created",
    "file_created",
    "file_deleted",
    "file_shared",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "tokens_revoked",
    "user_change",
]
GUESTS = [
    UserSeed("gus", is_restricted=True),
    UserSeed("uma", is_ultra_restricted=True),
]
MORE = [
    ChannelSeed("inner", members=["maya", "ida"], is_private=True),
    ChannelSeed("partners", members=["maya", "uma"], is_ext_shared=True),
]


def hearing_seed() -> Seed:
    manifest = {**MANIFEST, "settings": {"event_subscriptions": {"bot_events": EVENTS}}}
    return Seed("Test team", [*USERS, LEFT, *GUESTS], [*CHANNELS, *MORE], AppSeed(manifest=manifest))


def heard(sandbox: Sandbox, kind: str, **wanted: object) -> Json:
    """The last event of this kind, and with these values, that was taken to the app; waits for it."""

    def look() -> Json | None:
        found = [entry.request["event"] for entry in sandbox.ledger.deliveries(kind)]
        fitting = [event for event in found if wanted.items() <= event.items()]
        return fitting[-1] if fitting else None

    event = sandbox.wait_for(lambda: sandbox.read(look), f"{kind} {wanted or ''}")
    assert event is not None
    return event


def heard_of(sandbox: Sandbox, kind: str) -> int:
    """How many events of this kind there were so far."""
    return sandbox.read(lambda: len(sandbox.ledger.deliveries(kind)))
