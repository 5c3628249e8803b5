"""A strict Slack on this machine: it knows Slack, and nothing of the app that is installed in it."""

from sandbox.ledger import Ledger, LedgerEntry
from sandbox.outcome import Outcome
from sandbox.seed import AppSeed, ChannelSeed, Seed, UserGroupSeed, UserSeed
from sandbox.server import Sandbox

__all__ = ["AppSeed", "ChannelSeed", "Ledger", "LedgerEntry", "Outcome", "Sandbox", "Seed", "UserGroupSeed", "UserSeed"]
