"""The publishing side of Motcua: a Pelican plugin and the editors' commands."""
