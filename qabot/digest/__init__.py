"""Digests: what a channel is told again and again, such as the week's audits of a line of business."""
