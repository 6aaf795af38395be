"""Messages that wait for the bot, and other programs that read them."""

# ruff: noqa: ASYNC240 - a test may wait for its own small files

import asyncio
from functools import partial
from pathlib import Path

from bot.operations.init.conversation import install
from tests.emulator import BotApi, Person
from tests.operations.init.installer import Installer, given, installed


async def test_another_person_is_not_made_cultivator(
    api: BotApi, ana: Person, config: Path
) -> None:
    zoe = api.person("Zoé")
    installer = Installer(["n", "o"], [lambda: zoe.says("coucou"), lambda: ana.says("bonjour")])

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)
    assert zoe.private.said == []


async def test_nobody_copies_the_installer_at_the_terminal(
    api: BotApi, ana: Person, config: Path
) -> None:
    copies = [
        api.person("Ana (@ana_b)"),
        api.person("Ana\x1b[2K\rEst-ce vous : Ana (@ana_b) ?\u202e", username="mallory"),
    ]
    installer = Installer(
        ["n", "n", "o"],
        [*(partial(each.says, "bonjour") for each in copies), lambda: ana.says("bonjour")],
    )

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)
    asked = [each for each in installer.shown if "Est-ce vous" in each]
    assert asked[0] == f"Est-ce vous : Ana (@ana_b) (telegram:{copies[0].id}) ? [O/n] "
    assert asked[1].endswith(" (@mallory) ? [O/n] ")
    assert all(each.isprintable() for each in asked)


async def test_answered_messages_are_acknowledged_and_the_others_left_to_the_bot(
    api: BotApi, ana: Person, config: Path
) -> None:
    group = api.group("Énergie", supergroup=True)
    group.standings[ana.id] = "member"

    def write_and_vote() -> None:
        ana.says("bonjour")
        ana.says("/voter 1 2", to=group)

    installer = Installer(["o"], [write_and_vote])
    await installed(installer, given(api, cultivator=None), config)

    assert [each.payload["message"]["text"] for each in api.updates.pending] == ["/voter 1 2"]


async def test_messages_for_a_running_bot_are_not_acknowledged(
    api: BotApi, ana: Person, config: Path
) -> None:
    zoe = api.person("Zoé")
    zoe.says("/voter 1 2")
    installer = Installer(["n", "o"], [lambda: None, lambda: ana.says("bonjour")])

    await installed(installer, given(api, cultivator=None), config)

    assert [each.payload["message"]["text"] for each in api.updates.pending] == [
        "/voter 1 2",
        "bonjour",
    ]


async def test_nothing_old_is_taken_for_the_installer(
    api: BotApi, ana: Person, config: Path
) -> None:
    api.person("Zoé").says("bonjour, il y a longtemps")
    for queued in api.updates.pending:
        queued.payload["message"]["date"] -= 3600
    installer = Installer(["o"], [lambda: ana.says("bonjour")])

    settings = await installed(installer, given(api, cultivator=None), config)

    assert settings.instance.cultivators == (f"telegram:{ana.id}",)


async def test_a_bot_that_works_elsewhere_is_taken_over_only_when_told_to(
    api: BotApi, ana: Person, config: Path
) -> None:
    api.webhook.url = "https://elsewhere.example/123"
    asked = given(api, cultivator=None)

    refusing = Installer(["n"])
    assert await asyncio.to_thread(install, refusing, asked, config) == 2
    assert api.webhook.url
    assert not config.exists()

    await installed(Installer(["o", "o"], [lambda: ana.says("bonjour")]), asked, config)
    assert not api.webhook.url


async def test_another_program_that_reads_is_told(api: BotApi, ana: Person, config: Path) -> None:
    api.faults.fail("getUpdates", status=409)
    waiting = Installer(["", "o"], [lambda: ana.says("bonjour"), lambda: None])

    await installed(waiting, given(api, cultivator=None), config)

    assert (
        "Un autre programme lit déjà les messages de ce robot : arrêtez-le d'abord."
        in waiting.shown
    )
