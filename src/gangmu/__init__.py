"""Gangmu 纲目: industrial policy as rules, targets and duties that can be run, checked, explained."""

__version__ = "0.1.0"
