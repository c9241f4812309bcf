"""Finding a service by everyday words, with or without diacritics: one ranking for server and browser.

``themes/civic/static/js/search-*.js`` does the same in the browser; a test holds both against each other.
All arithmetic is on whole numbers, so that both give the same order.
"""

from functions.domain.search.index import Index, Item
from functions.domain.search.rank import Hit, answer
from functions.domain.search.words import Word, words_of

__all__ = ["Hit", "Index", "Item", "Word", "answer", "words_of"]
