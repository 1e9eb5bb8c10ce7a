"""The registry of enterprises and projects: from people's sheets to typed facts."""

from gangmu.enterprises.registry import import_registry

__all__ = ["import_registry"]
