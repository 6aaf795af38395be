"""The tasks of one gardener: without what they put off, and with what each colleague takes on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.core import Context, Todo, text, waiting
from storage.todo import MarkKind, TodoMarks


@dataclass(frozen=True, slots=True)
class Tasks:
    """What waits in a community, for one gardener."""

    own: Sequence[Todo] = ()
    """Theirs, or nobody's so far: the most urgent first."""
    taken: Sequence[Todo] = ()
    """Those that a colleague takes care of."""
    mine: frozenset[str] = frozenset()
    """Keys of those that they see to themselves."""
    takers: Mapping[str, str] = field(default_factory=dict)
    """Names of the colleagues who see to a task, by its key."""
    later: int = 0
    """How many they put off."""

    @property
    def shown(self) -> Sequence[Todo]:
        """All that the list shows."""
        return (*self.own, *self.taken)


def tasks_of(ctx: Context) -> Tasks:
    """The tasks of the sender; what waits is read beside the writer."""
    return marked(ctx, ctx.apart(waiting))


def marked(ctx: Context, found: Sequence[Todo]) -> Tasks:
    """What waits, as the sender's marks and those of their colleagues have it now."""
    me = ctx.person.member_id
    marks = ctx.store[TodoMarks].of(ctx.community.id, ctx.now) if found else ()
    hidden = {
        kind: {each.key for each in marks if each.kind is kind and each.member_id == me}
        for kind in (MarkKind.LATER, MarkKind.SEEN)
    }
    left = [each for each in found if each.key not in hidden[MarkKind.SEEN]]
    today = [each for each in left if each.key not in hidden[MarkKind.LATER]]
    on_duty = {
        each.id: each.name for status in ctx.seat_statuses().values() for each in status.acting
    }
    taken = {
        each.key: each.member_id
        for each in marks
        if each.kind is MarkKind.TAKEN and each.member_id in on_duty
    }
    takers = {key: on_duty[each] for key, each in taken.items() if each != me}
    mine = frozenset(taken.keys() - takers.keys())
    return Tasks(
        own=[_as_mine(each, mine) for each in today if each.key not in takers],
        taken=[_as_taken(each, takers[each.key]) for each in today if each.key in takers],
        mine=mine,
        takers=takers,
        later=len(left) - len(today),
    )


def _as_mine(task: Todo, mine: frozenset[str]) -> Todo:
    if task.key not in mine:
        return task
    return replace(task, line=text("{what} (you see to it)", what=task.line))


def _as_taken(task: Todo, name: str) -> Todo:
    return replace(task, line=text("{what} ({name} sees to it)", what=task.line, name=name))
