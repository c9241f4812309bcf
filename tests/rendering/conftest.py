"""Forms of every procedure in a real browser."""

from tests.agreement.conftest import context, procedures, reference, served

__all__ = ["context", "procedures", "reference", "served"]
