"""What falls due is about audits and disputes: the same department does the work."""

from tests.audit.conftest import audits

__all__ = ["audits"]
