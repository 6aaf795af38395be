"""Messages in a group that one person alone sees."""

from typing import Any

import pytest
import telegram
from telegram.error import BadRequest

from tests.emulator import BotApi, Group, Message, Person
from tests.emulator.conftest import Line
from tests.emulator.methods import ephemeral


@pytest.fixture
def group(api: BotApi, ana: Person) -> Group:
    group = api.group("Énergie", supergroup=True)
    group.standings[ana.id] = "member"
    return group


@pytest.fixture
async def card(bot: telegram.Bot, group: Group) -> Message:
    yes = telegram.InlineKeyboardButton("Oui", callback_data="yes")
    await bot.send_message(group.id, "?", reply_markup=telegram.InlineKeyboardMarkup([[yes]]))
    return group.messages[-1]


async def shown(bot: telegram.Bot, group: Group, person: Person, **more: Any) -> telegram.Message:  # noqa: ANN401 - fields of the parameters
    wanted = {"receiver_user_id": person.id, **more}
    api_kwargs = {"ephemeral_message_parameters": wanted}
    return await bot.send_message(group.id, "Pour vous", api_kwargs=api_kwargs)


async def test_an_administrator_shows_one_person_a_message_at_any_time(
    bot: telegram.Bot, group: Group, ana: Person, api: BotApi
) -> None:
    group.promote(api.bot)
    zoe = api.person("Zoé")
    group.add(zoe)

    sent = await shown(bot, group, ana)

    (seen,) = group.shown_to(ana)
    assert (sent.message_id, sent.api_kwargs["ephemeral_message_id"]) == (0, seen.id)
    assert (seen.text, group.shown_to(zoe), group.said) == ("Pour vous", [], [])


async def test_any_bot_answers_a_tap_within_fifteen_seconds(
    bot: telegram.Bot,
    group: Group,
    ana: Person,
    card: Message,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    query = ana.presses(card, "yes")
    await shown(bot, group, ana, callback_query_id=query.id)
    assert len(group.shown_to(ana)) == 1

    monkeypatch.setattr(ephemeral, "SECONDS", -1)
    with pytest.raises(BadRequest, match="too old"):
        await shown(bot, group, ana, callback_query_id=query.id)
    with pytest.raises(BadRequest, match="enough rights"):
        await shown(bot, group, ana)


async def test_nobody_is_shown_the_answer_to_the_tap_of_another(
    bot: telegram.Bot, api: BotApi, group: Group, ana: Person, card: Message
) -> None:
    zoe = api.person("Zoé")
    group.add(zoe)
    query = ana.presses(card, "yes")

    with pytest.raises(BadRequest, match="of another person"):
        await shown(bot, group, zoe, callback_query_id=query.id)
    assert len(api.violations) == 1


async def test_it_is_for_members_of_groups_alone(
    bot: telegram.Bot, api: BotApi, group: Group, ana: Person
) -> None:
    group.promote(api.bot)
    stranger, parameters = api.person("Léa"), {"receiver_user_id": ana.id}

    with pytest.raises(BadRequest, match="not found"):
        await shown(bot, group, stranger)
    with pytest.raises(BadRequest, match="only to groups"):
        await bot.send_message(
            ana.id, "Pour vous", api_kwargs={"ephemeral_message_parameters": parameters}
        )


async def test_it_is_changed_by_its_own_methods(
    line: Line, bot: telegram.Bot, api: BotApi, group: Group, ana: Person
) -> None:
    group.promote(api.bot)
    sent = await shown(bot, group, ana)
    it = {
        "chat_id": group.id,
        "receiver_user_id": ana.id,
        "ephemeral_message_id": sent.api_kwargs["ephemeral_message_id"],
    }

    assert (await line.call("editEphemeralMessageText", **it, text="Merci"))["result"] is True
    assert [each.text for each in group.shown_to(ana)] == ["Merci"]
    assert "not modified" in await line.refusal("editEphemeralMessageText", **it, text="Merci")
    assert "not found" in await line.refusal(
        "editMessageText", chat_id=group.id, message_id=0, text="Merci"
    )
    assert (await line.call("deleteEphemeralMessage", **it))["result"] is True
    assert group.shown_to(ana) == []
    assert "not found" in await line.refusal("deleteEphemeralMessage", **it)


async def test_a_tap_on_it_says_who_sees_it(
    bot: telegram.Bot, api: BotApi, group: Group, ana: Person
) -> None:
    group.promote(api.bot)
    await bot.get_updates()
    await shown(bot, group, ana)

    ana.presses(group.shown_to(ana)[0], "more")

    queued = api.updates.pending[-1].payload["callback_query"]["message"]
    assert queued["message_id"] == 0
    assert queued["receiver_user"]["id"] == ana.id
    assert queued["ephemeral_message_id"] == group.shown_to(ana)[0].id


async def test_commands_that_a_menu_calls_ephemeral_are_seen_by_the_bot_alone(
    line: Line, bot: telegram.Bot, api: BotApi, group: Group, ana: Person
) -> None:
    scope = {"type": "chat", "chat_id": group.id}
    vote = {"command": "voter", "description": "Voter", "is_ephemeral": True}
    agenda = {"command": "agenda", "description": "Agenda"}
    await line.call("setMyCommands", commands=[vote, agenda], scope=scope)

    written = ana.says("/voter 7 2", to=group, alone=True)

    told = api.updates.pending[-1].payload["message"]
    assert (told["text"], told["ephemeral_message_id"]) == ("/voter 7 2", written.id)
    with pytest.raises(AssertionError, match="no ephemeral command"):
        ana.says("/agenda", to=group, alone=True)
    answer = {"receiver_user_id": ana.id}
    told = await line.call(
        "sendMessage",
        chat_id=group.id,
        text="Compté",
        ephemeral_message_parameters=answer,
        reply_parameters={"ephemeral_message_id": written.id},
    )
    assert told["ok"]
    assert group.said == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"receiver_user_id": "Ana"}, "expected an Integer"),
        ({"receiver_user_id": 1, "callback_query": "7"}, "has no callback_query"),
        ({"callback_query_id": "7"}, "lacks receiver_user_id"),
    ],
    ids=["kind", "name", "missing"],
)
async def test_its_parameters_are_checked_as_strictly_as_others(
    line: Line, group: Group, wrong: dict[str, object], said: str
) -> None:
    refused = await line.refusal(
        "sendMessage", chat_id=group.id, text="?", ephemeral_message_parameters=wrong
    )

    assert said in refused


async def test_a_disabled_button_does_nothing(line: Line, group: Group, ana: Person) -> None:
    full = {"text": "Complet", "disabled": {}}
    await line.call(
        "sendMessage", chat_id=group.id, text="?", reply_markup={"inline_keyboard": [[full]]}
    )

    with pytest.raises(AssertionError, match="does nothing"):
        await ana.taps(group.said[-1], "Complet")
