"""The browser client of the workspace."""
