"""Messages for us in a room's talk: their words, and the place of the answer."""

from zoneinfo import ZoneInfo

import pytest

from bot.core.messages.incoming import Answered, Kind, Mention
from bot.core.messages.ports import SendError
from bot.transports.matrix.messages.message_words import mentions_in
from bot.transports.matrix.messages.own_events import moment
from tests.synapse import MatrixPerson
from tests.synapse.calls import Json
from tests.transports.contract import eventually
from tests.transports.matrix_stage import Stage, words


def message(body: str, **more: object) -> Json:
    """A message as older clients write it, without `m.mentions`."""
    return {"msgtype": "m.text", "body": body, **more}


async def test_a_person_who_calls_us_is_heard(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    bot = stage.bot
    pill = f'<a href="https://matrix.to/#/{bot}">Terreau</a>'
    async with stage.running():
        room = await stage.shared(zoe, luc)
        await zoe.says(room, "Tu viens samedi ?")
        await zoe.calls_on(room, bot, "pilule")
        await zoe.says(room, "Dis-moi, Terreau", mentions=[bot])
        await zoe.sends(room, "m.room.message", message("Terreau: par le nom"))
        await zoe.sends(room, "m.room.message", message(f"{bot}, par le compte"))
        await zoe.sends(
            room, "m.room.message", message("Terreau par lien", formatted_body=f"{pill} par lien")
        )
        await zoe.sends(room, "m.room.message", message("Le terreau est bon, terreau : 3 sacs"))
        # `m.mentions` counts where it is given: a quote of our name does not call us.
        await zoe.says(room, f"Terreau: {bot} a répondu", mentions=[luc.user_id])
        await zoe.says(room, "!agenda")
        arrivals = await stage.nothing_but(
            ["pilule", "Dis-moi, Terreau", "par le nom", "par le compte", "par lien", "agenda"]
        )

    assert [it.command for it in arrivals] == [False] * 5 + [True]
    assert {it.room for it in arrivals} == {f"matrix:{room}"}
    assert {it.direct for it in arrivals} == {False}


@pytest.mark.parametrize(
    "broken", ["<![ ]>", "<![if gte mso 9]>", "<!DOCTYPE x [<![", "</", "<a href"]
)
async def test_broken_markup_loses_no_message(stage: Stage, zoe: MatrixPerson, broken: str) -> None:
    link = f'<a href="https://matrix.to/#/{zoe.user_id}">Zoé</a>'
    async with stage.running():
        room = await stage.shared(zoe)
        content = message("!inviter Zoé", formatted_body=f"{link} {broken * 300}")
        await zoe.sends(room, "m.room.message", content)
        [arrival] = await stage.nothing_but(["inviter Zoé"])
    assert Mention("Zoé", f"matrix:{zoe.user_id}") in arrival.mentions


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        pytest.param("!menu", "menu", id="exclamation"),
        pytest.param("/menu  énergie", "menu  énergie", id="slash"),
        pytest.param("  !vote 7 2 ", "vote 7 2", id="spaces"),
        pytest.param("Terreau: !menu", "menu", id="behind our name"),
    ],
)
async def test_a_command_is_known_by_its_mark(
    stage: Stage, zoe: MatrixPerson, typed: str, command: str
) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!!! 50 % /4")
        await zoe.sends(room, "m.room.message", message(typed))
        [arrival] = await stage.nothing_but([command.strip()])
    assert arrival.command


async def test_people_named_in_a_message_come_with_their_accounts(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    pill = f'!lier <a href="https://matrix.to/#/{luc.user_id}">Luc</a>'
    async with stage.running():
        room = await stage.shared(zoe, luc)
        await zoe.says(room, "!lier Luc", html=pill, mentions=[luc.user_id])
        await zoe.says(room, f"!lier {luc.user_id}.")
        await zoe.calls_on(room, stage.bot, "bonjour")
        linked, typed, called = await stage.shelf.has(3)

    assert linked.mentions == (Mention("Luc", f"matrix:{luc.user_id}"),)
    assert typed.mentions == (Mention(luc.user_id, f"matrix:{luc.user_id}"),)
    assert called.mentions == ()


async def test_edited_messages_of_no_kind_are_read_by_their_words(
    stage: Stage, zoe: MatrixPerson
) -> None:
    kinds: list[object] = [{}, ["m.text"], 1, None]
    async with stage.running():
        room = await stage.shared(zoe)
        talk = await zoe.says(room, "Bavardage")
        replaced = {"rel_type": "m.replace", "event_id": talk}
        for kind in kinds:
            new = message("!menu", msgtype=kind)
            edit = {"m.relates_to": replaced, "m.new_content": new}
            await zoe.sends(room, "m.room.message", message("* !menu", **edit))
        arrivals = await stage.shelf.has(4, Kind.EDIT)

    assert [each.words for each in arrivals] == ["menu"] * 4
    assert not stage.shelf.unreadable


@pytest.mark.parametrize("stated", [2**60, 2**53, -(2**60), 0])
def test_an_impossible_time_is_the_nearest_possible_one(stated: int) -> None:
    kept = moment({"origin_server_ts": stated})

    assert kept.astimezone(ZoneInfo("Asia/Tokyo")).year in (1970, 9999)


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("@ana:hs.example:8448?via=hs", "matrix:@ana:hs.example:8448"),
        ("%40ana%3Ahs/$event", "matrix:@ana:hs"),
        ("@a%00na:hs", None),
        ("@an%0Aa:hs", None),
        ("@ana" + "a" * 300 + ":hs", None),
    ],
)
def test_a_link_to_what_can_be_no_account_names_nobody(link: str, address: str | None) -> None:
    html = f'<a href="https://matrix.to/#/{link}">Ana</a>'

    found = mentions_in({"body": "Ana", "formatted_body": html}, "matrix", "@bot:hs")

    assert [each.address for each in found] == ([] if address is None else [address])


async def test_notices_and_our_own_words_are_never_heard(stage: Stage, zoe: MatrixPerson) -> None:
    us = MatrixPerson(stage.synapse.url, stage.us, "Terreau")
    async with stage.running() as transport:
        room = await stage.direct(zoe)
        await zoe.says(room, "!menu", msgtype="m.notice")
        await us.says(room, "!menu")
        await transport.send(f"matrix:{room}", words("!menu"), txn="1", reply_to=None)
        await zoe.says(room, "Bonjour")
        await stage.nothing_but(["Bonjour"])


async def test_a_reply_to_us_is_heard_and_one_to_others_is_not(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe, luc)
        ours = await transport.send(f"matrix:{room}", words("Une question ?"), txn="1", reply_to="")
        theirs = await luc.says(room, "Bonjour")
        quoted = f"> <{luc.user_id}> Bonjour\n> encore\n\nBonjour Luc"
        await zoe.says(room, quoted, reply_to=theirs)
        await zoe.says(room, f"> <{stage.bot}> Une question ?\n\nOui : laquelle ?", reply_to=ours)
        [arrival] = await stage.nothing_but(["Oui : laquelle ?"])

    assert (arrival.about, arrival.sender) == (ours, f"matrix:{zoe.user_id}")


async def test_a_quote_is_not_believed_about_what_it_answers(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        room = await stage.shared(zoe, luc)
        said = await luc.says(room, "Bonjour")
        await luc.edits(room, said, "Bonsoir")
        await zoe.says(room, f"> <{zoe.user_id}> Je démissionne\n\n!actu", reply_to=said)
        await zoe.says(room, "> <@luc:terreau.test> Je pars\n\n!actu", reply_to="$unknown")
        known, unknown = await stage.nothing_but(["actu", "actu"])

    assert known.answered == Answered("Bonsoir", f"matrix:{luc.user_id}", "Luc")
    assert unknown.answered == Answered()


async def test_a_link_in_private_brings_the_message_of_a_room_in_which_its_sender_is(
    stage: Stage, zoe: MatrixPerson, luc: MatrixPerson
) -> None:
    async with stage.running():
        shared, others = await stage.shared(zoe, luc), await stage.shared(luc)
        direct = await stage.direct(zoe)
        said = await luc.says(shared, "Bande d'incapables")
        secret = await luc.says(others, "Entre nous")
        links = [f"https://matrix.to/#/{shared}/{said}", f"https://matrix.to/#/{others}/{secret}"]
        for each in links:
            await zoe.says(direct, each)
        known, unseen = await stage.nothing_but(links)

    place = {"room": f"matrix:{shared}", "message_id": said}
    assert known.forwarded == Answered(
        "Bande d'incapables", f"matrix:{luc.user_id}", "Luc", **place
    )
    assert unseen.forwarded is None


async def test_a_persons_message_is_removed_where_the_bot_may(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        said = await zoe.says(room, "Bande d'incapables")
        with pytest.raises(SendError):
            await transport.delete(f"matrix:{room}", said, txn="1")
        await zoe.gives_power(room, stage.bot, 50)
        await transport.delete(f"matrix:{room}", said, txn="2")
        await eventually(lambda: zoe.reads(room), lambda seen: not seen)


async def test_a_reply_to_us_is_known_after_a_restart(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        ours = await transport.send(f"matrix:{room}", words("Lettre 12"), txn="1", reply_to=None)
    async with stage.running():
        await zoe.says(room, "Un autre avis", reply_to="$unknown")
        await zoe.says(room, "Mon avis", reply_to=ours)
        [arrival] = await stage.nothing_but(["Mon avis"])
    assert arrival.about == ours


async def test_every_message_of_a_direct_room_is_heard_without_quotes(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running():
        room = await stage.direct(zoe)
        said = await zoe.says(room, "Bonjour\n> cité par moi")
        await zoe.says(room, f"> <{zoe.user_id}> Bonjour\n\nEncore", reply_to=said)
        await zoe.says(room, "> pas une citation")
        await zoe.sends(room, "m.room.message", {"msgtype": "m.image", "body": "chat.png"})
        await zoe.sends(room, "m.sticker", {"body": "Bravo"})
        arrivals = await stage.nothing_but(
            ["Bonjour\n> cité par moi", "Encore", "> pas une citation", "", "Bravo"]
        )
    assert [it.attachment for it in arrivals] == [None, None, None, "image", "sticker"]


async def test_an_answer_goes_into_the_thread(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running() as transport:
        room = await stage.shared(zoe)
        root = await zoe.says(room, "Samedi ?")
        asked = await zoe.says(room, "!agenda", thread=root)
        [arrival] = await stage.nothing_but(["agenda"])
        assert arrival.room == f"matrix:{room}/{root}"
        # The thread's last message is named for clients without threads: it is not answered.
        assert arrival.about is None
        await transport.send(arrival.room, words("Rien samedi"), txn="1", reply_to=None)
        await transport.send(arrival.room, words("Rien du tout"), txn="2", reply_to=asked)
        seen = await eventually(lambda: zoe.reads(room), lambda seen: len(seen) == 4)

    plain, answer = [it.content["m.relates_to"] for it in seen[2:]]
    assert plain == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": True,
        "m.in_reply_to": {"event_id": root},
    }
    assert answer == {
        "rel_type": "m.thread",
        "event_id": root,
        "is_falling_back": False,
        "m.in_reply_to": {"event_id": asked},
    }


async def test_a_thread_in_a_direct_room_stays_in_the_room(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.direct(zoe)
        root = await zoe.says(room, "Bonjour")
        await zoe.says(room, "!menu", thread=root)
        _, arrival = await stage.nothing_but(["Bonjour", "menu"])
    assert arrival.room == f"matrix:{room}/{zoe.user_id}"


async def test_names_are_those_that_people_show(stage: Stage, zoe: MatrixPerson) -> None:
    async with stage.running():
        room = await stage.shared(zoe)
        await zoe.says(room, "!un")
        await stage.shelf.has(1)
        await zoe.is_renamed("Zoé B.")
        await eventually(
            lambda: zoe.state(room, "m.room.member", zoe.user_id),
            lambda member: member and member["displayname"] == "Zoé B.",
        )
        await zoe.says(room, "!deux")
        first, second = await stage.shelf.has(2)
    assert (first.name, second.name) == ("Zoé", "Zoé B.")
    assert first.handle == zoe.user_id.removeprefix("@")


async def test_an_answer_mentions_nobody_and_an_announcement_mentions_its_reader(
    stage: Stage, zoe: MatrixPerson
) -> None:
    async with stage.running() as transport:
        shared, direct = await stage.shared(zoe), await stage.direct(zoe)
        theirs = stage.shelf.of(Kind.CAME)[-1].room
        await transport.send(theirs, words("Voici le menu", quiet=True), txn="1", reply_to=None)
        await transport.send(theirs, words("Demain à 18 h"), txn="2", reply_to=None)
        await transport.send(f"matrix:{shared}", words("Nouvelles"), txn="3", reply_to=None)
        answer, reminder = await zoe.reads(direct)
        [news] = await zoe.reads(shared)

    assert (answer.msgtype, answer.content["m.mentions"]) == ("m.notice", {})
    assert (reminder.msgtype, reminder.mentions) == ("m.text", (zoe.user_id,))
    assert (news.msgtype, news.content["m.mentions"]) == ("m.text", {})
