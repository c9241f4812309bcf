"""Adapters that speak the protocols of AWS, to AWS or to a cluster of one's own that speaks them too."""
