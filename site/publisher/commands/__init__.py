"""The editors' commands: ``motcua new``, ``check`` and ``build``."""
