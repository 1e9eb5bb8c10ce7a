"""Tasks that documents assign, the ledger in which offices report on them, and what is overdue."""

from gangmu.tasks.assigned import Assigned, assigned_of
from gangmu.tasks.breakdown import Node, Task, tasks_of
from gangmu.tasks.ledger import Entry, Level, State, import_ledger, load_entries
from gangmu.tasks.supervision import Supervision, supervise

__all__ = [
    "Assigned",
    "Entry",
    "Level",
    "Node",
    "State",
    "Supervision",
    "Task",
    "assigned_of",
    "import_ledger",
    "load_entries",
    "supervise",
    "tasks_of",
]
