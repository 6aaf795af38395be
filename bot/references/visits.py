"""References of visits that several files use."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.core import (
    Act,
    Answer,
    ButtonRef,
    Card,
    CardRef,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    Replace,
    RevisedRef,
    Words,
    text,
)
from storage.members import Member

TEND_VISITS = Act(
    text("{who} made or changed visits that members host"),
    text("make or change visits that members host"),
)

visit_thing: RevisedRef = RevisedRef("visit_series")
visit_turn: RevisedRef = RevisedRef("visit_turn")
visit_command: CommandRef[..., Any] = CommandRef("visit", "visite")
new_visit_form: FormRef[..., Any] = FormRef("visit_new")
visit_card: CardRef[Card] = CardRef("visit_series")
show_visits: ButtonRef[[int], Answer] = ButtonRef("visit")
"""A series, in private."""
post_visits: ButtonRef[[int], Replace] = ButtonRef("visit_post")
change_visits: ButtonRef[[int, str], Answer] = ButtonRef("visit_change")
stop_visits: ButtonRef[[int], Replace] = ButtonRef("visit_stop")
invite_host: ButtonRef[[int], Answer] = ButtonRef("visit_invite")
host_visits: ButtonRef[[int], Answer] = ButtonRef("visit_host")
leave_hosts: ButtonRef[[int], Replace] = ButtonRef("visit_leave")
accept_turn: ButtonRef[[int], Answer] = ButtonRef("visit_yes")
skip_turn: ButtonRef[[int], Replace] = ButtonRef("visit_skip")
publish_visit: ButtonRef[[int, int], Answer] = ButtonRef("visit_publish")
"""The event of a date, and whether it names its host."""
propose_visit: ButtonRef[[str, int], Answer] = ButtonRef("visit_of")
"""A visit of something, such as a project, by its kind and number."""
decline_visit: ButtonRef[[str, int], Replace] = ButtonRef("visit_of_no")


@dataclass(frozen=True, slots=True)
class VisitSubject:
    """A person or project to visit, and the people who may propose the visit."""

    title: Words
    commune: str | None
    """INSEE code."""
    people: Sequence[Member]
    """A gardener has to ask them; only they announce a visit."""
    address: str = ""


visit_subjects: Contributions[Context, [str, int], VisitSubject | None] = Contributions(
    "visit subjects"
)
"""The subject of this kind and number, if the sender may see it; None for other kinds."""
