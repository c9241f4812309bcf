"""``motcua import``: records of the national database become drafts, and later changes are merged.

A record is read (:mod:`records`), its cells are taken apart (:mod:`channels`, :mod:`fees`, :mod:`papers`,
:mod:`law`, :mod:`results`, :mod:`identity`), and a :mod:`draft` is made of them. Nothing is guessed: what is
not certain keeps the record's words and becomes a named doubt. :mod:`intake` then writes the draft, or merges
it into the file that an editor has worked on since.
"""
