"""Disputes are of audits: the same department does the work."""

from tests.audit.conftest import audits

__all__ = ["audits"]
