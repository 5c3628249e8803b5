"""What the operators were told, so that one kind of trouble is one message and not a flood."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from qabot.db import Base, Instant


class DeliveryAlert(Base):
    """A kind of trouble that lasts; `told` is the mark up to which it was told. It is gone once all is mended."""

    __tablename__ = "delivery_alert"

    cause: Mapped[str] = mapped_column(String(16), primary_key=True)
    told: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(Instant)
