"""Seeing inside an installation: one id from the click to the last effect, lines, instruments, alarms.

Knows nothing of cases and nothing of people, so that nothing of either can come out here. Every other room
may use it.
"""
