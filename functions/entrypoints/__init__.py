"""Doors into the functions: HTTP blueprints, background handlers and the command line."""
