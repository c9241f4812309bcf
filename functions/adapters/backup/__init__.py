"""Backups of the embedded installation: folders that hold a whole copy and say what must be in it."""
