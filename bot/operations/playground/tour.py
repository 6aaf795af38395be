"""The tour of seven steps, which tick themselves off by what is stored and what was passed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core import Text, text
from bot.domain.digest.approvals import DigestState
from bot.domain.events.rules import Rsvp
from bot.domain.questions.question import QuestionState
from bot.operations.playground.scene import Scene
from storage.communities import Communities
from storage.conversations import Conversations
from storage.digest import Digests
from storage.events import Attendances, Events
from storage.members import Identities
from storage.polls import Ballots, Polls
from storage.questions import QuestionFilter, Questions
from storage.unit_of_work import Store

POLL, LETTER = 2, 2
"""The numbers of the open poll, and of the letter that waits for approval, as the visitor comes."""
_OLD_ANSWERS = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the tour."""

    title: Text
    how: Text
    me: tuple[str, ...]
    """Who can do it, as the page names people."""
    room: str
    """The tab in which it is done."""
    count: Callable[[Scene, Store], int]
    """How much of it is done."""
    whole: int = 1


def count_done(scene: Scene, store: Store) -> list[int]:
    """How much of each step is done."""
    return [min(each.count(scene, store), each.whole) for each in steps(scene)]


def _networks_that_voted(scene: Scene, store: Store) -> int:
    """On how many networks people of the cast have voted in one open poll."""
    members = _members(scene, store)
    polls = [each.id for each in store[Polls].open_in(_community(scene, store))]
    voted: dict[int, set[str]] = {}
    for member_id, poll_id in store[Ballots].voted(polls, list(members)):
        voted.setdefault(poll_id, set()).add(members[member_id])
    return max(map(len, voted.values()), default=0)


def _comings(scene: Scene, store: Store) -> int:
    now = scene.stage.clock.now()
    events = [each.id for each in store[Events].upcoming(_community(scene, store), now)]
    return len(store[Attendances].answered(events, list(_members(scene, store)), Rsvp.GOING))


def _letters_to_gardeners(_scene: Scene, store: Store) -> int:
    return int(store[Conversations].get(1) is not None)


def _answers_to_members(scene: Scene, _store: Store) -> int:
    return scene.passed_on["territory"]


def _answered_questions(scene: Scene, store: Store) -> int:
    counts = store[Questions].counts(_community(scene, store), QuestionFilter())
    return counts.get(QuestionState.ANSWERED, 0) - _OLD_ANSWERS


def _letter_state(scene: Scene, store: Store) -> DigestState | None:
    digest = store[Digests].numbered(_community(scene, store), LETTER)
    return None if digest is None else digest.status.state


def _approved(scene: Scene, store: Store) -> int:
    return int(_letter_state(scene, store) in {DigestState.APPROVED, DigestState.SENT})


def _sent(scene: Scene, store: Store) -> int:
    return int(_letter_state(scene, store) is DigestState.SENT)


def _community(scene: Scene, store: Store) -> int:
    community = store[Communities].named(scene.community.slug)
    assert community is not None  # noqa: S101 - the configuration has it
    return community.id


def _members(scene: Scene, store: Store) -> dict[int, str]:
    """The members among the cast, each with their network."""
    found = ((each, store[Identities].get(each.address)) for each in scene.community.cast)
    return {it.member_id: each.network for each, it in found if it is not None}


def steps(scene: Scene) -> Sequence[Step]:
    """The seven steps, with the names of the scene's people."""
    community = scene.community
    names = {each.key: each.name for each in community.cast}
    choice = scene.either(community.choices[0])
    vote = scene.either((f"!voter {POLL} {choice}", f"!vote {POLL} {choice}"))
    return (
        Step(
            text("Vote on both sides"),
            text(
                "As {one}, press a choice of the poll in the Telegram room. As {other}, write in"
                " private on Matrix: {command}. Both rooms show one tally.",
                one=names["telegram"],
                other=names["matrix"],
                command=vote,
            ),
            ("telegram", "matrix"),
            "direct",
            _networks_that_voted,
            whole=2,
        ),
        Step(
            text("Sign up for the meeting"),
            text("As {name}, press “I am coming” on the event's card.", name=names["telegram"]),
            ("telegram",),
            "direct",
            _comings,
        ),
        Step(
            text("Write a word to {name}", name=names["territory"]),
            text(
                "As {name}, write a sentence of your own in private, then press the button that"
                " sends it.",
                name=names["telegram"],
            ),
            ("telegram",),
            "direct",
            _letters_to_gardeners,
        ),
        Step(
            text("Answer as {name}", name=names["territory"]),
            text(
                "In the team's room, as {name}, choose “Reply” below the message and write.",
                name=names["territory"],
            ),
            ("territory",),
            "team",
            _answers_to_members,
        ),
        Step(
            text("Answer the question"),
            text(
                "A member asks the Region something. As {name}, in the Region's room, press"
                " “Answer”, write, then publish.",
                name=names["region"],
            ),
            ("region",),
            "region",
            _answered_questions,
        ),
        Step(
            text("Approve the letter"),
            text(
                "{other} has submitted it. As {name}, read it in private and approve it: it never"
                " goes out on the word of one.",
                other=names["region"],
                name=names["territory"],
            ),
            ("territory",),
            "direct",
            _approved,
        ),
        Step(
            text("Let a day pass"),
            text(
                "Move on by a day, at the top: the letter and the reminders go out by themselves,"
                " in both rooms."
            ),
            ("telegram",),
            "direct",
            _sent,
        ),
    )
