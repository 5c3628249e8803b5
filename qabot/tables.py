"""Every table, imported in one place: for migrations and for tests that need the whole schema."""

from qabot import interaction, journal, outbox
from qabot.audit import models as audit
from qabot.db import Base
from qabot.delivery import models as delivery
from qabot.dispute import models as dispute
from qabot.keeping import models as keeping
from qabot.notice import models as notice
from qabot.people import models as people
from qabot.schedule import models as schedule
from qabot.similar import models as similar

METADATA = Base.metadata

__all__ = [
    "METADATA",
    "audit",
    "delivery",
    "dispute",
    "interaction",
    "journal",
    "keeping",
    "notice",
    "outbox",
    "people",
    "schedule",
    "similar",
]
