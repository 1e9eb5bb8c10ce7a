"""What several people write at once: users, reviews, versions, decisions, and the audit chain."""

from gangmu.store.records.records import Records, moment

__all__ = ["Records", "moment"]
