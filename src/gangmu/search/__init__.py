"""Find clauses by their words, and compare documents clause by clause."""

from gangmu.search.index import ClauseIndex, Entry, Found, Hit, Query, facets_of

__all__ = ["ClauseIndex", "Entry", "Found", "Hit", "Query", "facets_of"]
