"""Disputes: an associate's challenge to named criteria of an audit, and what became of it."""
