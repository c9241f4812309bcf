"""Subcommands of ``motcua``, one a module, each exposing a click command named ``command``."""
