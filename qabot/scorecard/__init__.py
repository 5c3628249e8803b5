"""Scorecards: their versions, from draft to published to retired, and what differs between two of them."""
