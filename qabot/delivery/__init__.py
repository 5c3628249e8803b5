"""Looking after delivery: what could not be said, why, and what the operators do about it."""
