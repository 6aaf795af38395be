"""Calls and entries: as people make them, and kept as if they had been."""

from datetime import datetime, timedelta
from typing import Any

from bot.domain.calls import CallKind, CallState, EntryState
from storage.calls import Call, CallEntry, CallPicture, Calls, Entries
from storage.files import FileRow, Files
from storage.polls import NewPoll, Polls
from storage.unit_of_work import Store
from tests.core.files.test_photos import picture
from tests.register import members_of
from tests.town import PARIS, Neighbour, Town

TITLE = "Photos de nos jardins"
RULES = "Une photo par jardin."
AGREE, SEND = "J'ai lu le règlement et je l'accepte", "Envoyer ma participation"
NOBODY, AGREED = "On ne reconnaît personne", "Oui, avec leur accord"
NOT_AGREED = "Oui, sans l'accord de toutes"
ENDS = datetime(2026, 11, 25, 18, tzinfo=PARIS)


def typed(who: Neighbour, words: str) -> str:
    """Type a command in private, with the mark of the network."""
    return who.says(f"{'!' if who.network == 'matrix' else '/'}{words}")


def makes_call(ana: Neighbour, *presses: str) -> str:
    """Make a call that closes on the next day, and publish it; gives its preview."""
    ana.says(f"/appel {TITLE}")
    ana.says("Montrez votre jardin.")
    ana.says(RULES)
    preview = ana.says("mercredi 25 novembre 18h")
    for each in presses:
        preview = ana.presses(each)
    ana.presses("Publier l'appel")
    return preview


def drafts(who: Neighbour, title: str, team: str = "") -> str:
    """Agree to the rules of call 1, and write an entry; gives its preview."""
    typed(who, "appel 1")
    who.presses("Participer")
    who.presses(AGREE)
    if team:
        who.says(team)
    else:
        who.presses("Mon propre nom")
    who.says(title)
    return who.says("Des tomates sous la pluie.")


def adds_picture(who: Neighbour, people: str = NOBODY) -> str:
    """Send a picture to the entry that is shown."""
    who.presses("Ajouter une image")
    who.sends("IMG_2041.jpg", picture())
    answer = who.presses(people)
    return answer if people == NOT_AGREED else who.says("Des tomates")


def looks(ana: Neighbour, number: int) -> str:
    """Look at an entry, from the list of what is to be done."""
    ana.says("/afaire")
    return ana.presses(f"Regarder la participation {number}")


def keeps_call(town: Town, state: CallState = CallState.OPEN, **values: Any) -> None:  # noqa: ANN401
    """Keep call 1 as if it had been published, and as far along as that."""
    facts = {
        "kind": CallKind.CALL,
        "title": TITLE,
        "purpose": "Montrez votre jardin.",
        "rules": RULES,
        "ends_at": ENDS,
        "secret": False,
        "created_at": ENDS - timedelta(days=1),
        "opened_at": ENDS - timedelta(days=1),
    }
    with town.database.unit() as store:
        store[Calls].add(
            Call(community_id=1, maker_id=_id(store, "Ana"), state=state, **(facts | values))
        )


def keeps_entry(
    town: Town,
    who: Neighbour,
    title: str,
    state: EntryState = EntryState.SENT,
    **values: Any,  # noqa: ANN401 - columns
) -> None:
    """Keep an entry in call 1, with a picture."""
    sent_at = None if state is EntryState.DRAFT else ENDS - timedelta(hours=19)
    with town.database.unit() as store:
        member_id = _id(store, who.name)
        facts = {"call_id": 1, "member_id": member_id, "team": "", "title": title, "note": ""}
        facts |= {"words": "Des tomates sous la pluie.", "state": state, "sent_at": sent_at}
        entry = store[Entries].add(CallEntry(created_at=ENDS, **(facts | values)))
        assert town.database.folder is not None
        file_id = store[Files].add(
            town.database.folder.write(picture(), ENDS),
            kind="call_picture",
            name="photo.jpg",
            media_type="image/jpeg",
            reference={},
            member_id=member_id,
            community_id=1,
            at=ENDS,
            expires_at=ENDS + timedelta(days=400),
        )
        store[Entries].arrived(store[Entries].expect(entry, title, ENDS, people=False), file_id)


def keeps_vote(town: Town, *, over: bool = False) -> None:
    """Open a vote about the entries of call 1, or keep it as if that had ended."""
    with town.database.unit() as store:
        entries = store[Entries].of(1)
        new = NewPoll("Laquelle ?", [each.title for each in entries])
        poll = store[Polls].open(1, _id(store, "Ana"), new, ENDS)
        for number, each in enumerate(entries, start=1):
            each.choice, each.place = number, number if over else None
        call = store[Calls].held(1)
        call.poll_id, call.state = poll.id, CallState.OVER if over else CallState.VOTING
        call.over_at = ENDS if over else None


def entry(town: Town, entry_id: int = 1) -> CallEntry | None:
    """An entry as it is kept."""
    with town.database.unit() as store:
        return store[Entries].get(entry_id)


def left(town: Town) -> tuple[int, int, int]:
    """The numbers of entries, of their pictures, and of files that are kept."""
    with town.database.unit() as store:
        kinds = (CallEntry, CallPicture, FileRow)
        entries, pictures, files = (store._session.query(each).count() for each in kinds)
        return entries, pictures, files


def _id(store: Store, name: str) -> int:
    return next(each.id for each in members_of(store, 1) if each.name == name)
