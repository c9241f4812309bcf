"""Editing without knowing git: a page whose forms are made from the declaration models, and its door."""
