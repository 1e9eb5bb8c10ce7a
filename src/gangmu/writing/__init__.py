"""The grammar of official Chinese: repair, numerals, units, dates, comparators, quantities.

Every module works on plain text and keeps offsets: ``repair`` first (its result has the same
length), then ``dates.find_times`` and ``quantities.find_quantities`` on the repaired text.
"""
