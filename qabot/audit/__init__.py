"""Audits: scorecards, tickets, ratings, results."""
