"""The index that the browser and ``/tim`` search: what can be found, cut into segments, with a lexicon."""
