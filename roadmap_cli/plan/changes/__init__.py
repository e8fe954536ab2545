"""What it means to start, submit, execute, cancel, postpone …: pure decisions about one item.

A decision looks at an item as it stands and gives the fields and the event to write; how they come
into the file is the matter of `planfile.update`.
"""

from roadmap_cli.plan.changes.amendment import Amendment, amend
from roadmap_cli.plan.changes.course import cancel, give_back, note, progress, reopen, start, submit
from roadmap_cli.plan.changes.execution import Execution, done
from roadmap_cli.plan.changes.postponement import postpone
from roadmap_cli.plan.changes.record import Change, Decision, Fields, Record, Stamp

__all__ = [
    "Amendment",
    "Change",
    "Decision",
    "Execution",
    "Fields",
    "Record",
    "Stamp",
    "amend",
    "cancel",
    "done",
    "give_back",
    "note",
    "postpone",
    "progress",
    "reopen",
    "start",
    "submit",
]
