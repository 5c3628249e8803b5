"""Finds what was written before and is most like what is being written now; knows nothing of what it is about."""
