"""Find clauses by their words, and compare documents clause by clause."""

from gangmu.search.index import FACETS, ClauseIndex, Entry, Found, Hit, Query, facets_of

__all__ = ["FACETS", "ClauseIndex", "Entry", "Found", "Hit", "Query", "facets_of"]
