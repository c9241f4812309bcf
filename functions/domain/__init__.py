"""Pure rules of a public service: standard library and pydantic only; no I/O and no clock."""
