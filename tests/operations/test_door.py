"""From nothing to a first poll in a working room: `terreau init`, killed at each step."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.emulator import BotApi, Message, Person
from tests.emulator.chats.rooms import Group
from tests.operations.at_a_terminal import AtATerminal
from tests.patience import HANG, patient
from tests.running.programs import free_port
from tests.synapse import Account, Synapse
from tests.synapse.encrypted import EncryptedPerson

TOKEN = "123456789:AAF-kx3_secret"
NEXT = "« terreau run » démarre le robot."
POLL = "sondage Quelle date ? | mardi | jeudi"
_READING_SECONDS = 0.5
"""A tap while the bot still notes that a message was sent would seem to come before it."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@dataclass(frozen=True, slots=True)
class Installation:
    """A person's empty folder, where they type `terreau init` with these options."""

    folder: Path
    options: tuple[str, ...]
    env: dict[str, str]
    network: str

    async def starts(self) -> AtATerminal:
        return await AtATerminal.starts("init", *self.options, folder=self.folder, env=self.env)

    async def goes_on(self) -> AtATerminal:
        """Start it again, once there is a configuration."""
        there = await self.starts()
        await there.shows("config.toml est là : je reprends au premier salon.")
        await there.shows(f"✅ Le robot fonctionne : {self.network}.")
        return there


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert api.violations == []


@pytest.fixture
def environment() -> dict[str, str]:
    """A French terminal; the page of health has a port of the test's own."""
    return {"LC_ALL": "fr_FR.UTF-8", "TERREAU_HTTP__LISTEN": f"127.0.0.1:{free_port()}"}


async def answered(there: AtATerminal, *answers: tuple[str, str]) -> None:
    """Type each answer behind its question."""
    for question, answer in answers:
        await there.shows(question)
        there.types(answer)


# On Telegram


async def test_an_installation_killed_at_each_step_reaches_a_poll_on_telegram(
    api: BotApi, tmp_path: Path, environment: dict[str, str]
) -> None:
    ana, luc = api.person("Ana", username="ana_b"), api.person("Luc")
    group = api.group("Énergie")
    group.remove(api.bot)
    group.standings |= {ana.id: "member", luc.id: "member"}
    typed = Installation(tmp_path, ("--api-base", api.url), environment, "Telegram")

    await questions_on_telegram(typed, ana)
    await a_room_on_telegram(typed, ana, group)
    await a_team_and_a_poll_on_telegram(typed, ana, luc)

    await group.expect(lambda it: "Quelle date ?" in it.text)
    there = await typed.starts()
    await there.shows("config.toml est là, et le premier salon marche")
    await there.shows(NEXT)
    assert await there.ends() == 0


async def questions_on_telegram(typed: Installation, ana: Person) -> None:
    there = await typed.starts()
    await answered(
        there, ("(fr/en) [fr] ", ""), ("Votre choix : [3] ", ""), ("vous a donné : ", TOKEN)
    )
    await there.shows("C'est bon : ce jeton est celui de Terreau")
    await there.is_killed()

    there = await typed.starts()
    await answered(
        there,
        ("Continuer avec vos réponses précédentes ? [O/n] ", ""),
        ("votre communauté ? ", "Pionniers de l'énergie"),
        ("Son nom : ", "Région Exemple"),
        ("téléphone : ", "dpo@region.example"),
    )
    await there.shows("https://t.me/terreau_bot")
    ana.says("bonjour")
    await answered(there, ("Est-ce vous : Ana (@ana_b) ? [O/n] ", ""), ("Votre choix : [3] ", "1"))
    await there.shows("config.toml est écrit ; lisible par vous seulement.")
    await answered(there, ("participer par courriel ? ", ""))
    await there.shows("⏳ Dans votre conversation privée avec le robot : touchez « Rejoindre ».")
    assert await there.is_interrupted() == 0
    assert NEXT in " ".join(there.seen.split())


async def a_room_on_telegram(typed: Installation, ana: Person, group: Group) -> None:
    there = await typed.goes_on()
    await taps(ana, "Rejoindre")
    await taps(ana, "j'accepte")
    await there.shows("✅ Vous êtes membre.")
    await there.shows(
        "⏳ Ajoutez le robot à votre salon : https://t.me/terreau_bot?startgroup=room"
    )
    await there.is_killed()

    there = await typed.goes_on()
    asked = await ana.private.expect(labelled("M'ajouter à un groupe Telegram"))
    ana.brings_bot(asked.button("M'ajouter à un groupe Telegram").url or "", group)
    await there.shows("✅ Le salon est relié.")
    await group.expect(lambda it: it.text.startswith("Je suis Terreau, le robot de Pionniers"))
    await there.is_killed()


async def a_team_and_a_poll_on_telegram(typed: Installation, ana: Person, luc: Person) -> None:
    there = await typed.goes_on()
    await taps(ana, "Choisir pour la Région")
    asking = await ana.private.expect(lambda it: it.text.startswith("Vous pouvez choisir"))
    ana.chooses(asking, "Choisir une personne", luc)
    await there.shows("✅ Jardinage pour la Région : la personne est choisie.")
    await there.is_killed()

    there = await typed.goes_on()
    ana.says(f"/{POLL}")
    await taps(ana, "Publier le sondage")
    await there.shows("✅ Le premier sondage est publié.")
    await there.shows("✅ Tout est prêt.")
    assert await there.ends() == 0
    assert NEXT in " ".join(there.seen.split())


def labelled(label: str) -> Callable[[Message], bool]:
    return lambda message: any(label in each for each in message.labels)


async def taps(person: Person, label: str) -> None:
    """Tap a button of the newest message that has it, once it is there."""
    await person.private.expect(labelled(label))
    await asyncio.sleep(_READING_SECONDS)
    message = next(each for each in reversed(person.private.said) if labelled(label)(each))
    await person.taps(message, next(each for each in message.labels if label in each))


# On Matrix


async def test_an_installation_killed_at_each_step_reaches_a_poll_on_matrix(
    synapse: Synapse, tmp_path: Path, environment: dict[str, str]
) -> None:
    bot = await synapse.register("Terreau")
    options = {
        "--network": "matrix",
        "--homeserver": synapse.url,
        "--user": bot.user_id,
        "--invited-by": f"*:{synapse.server_name}",
        "--community": "Énergie",
        "--region": "Région Exemple",
        "--contact": "dpo@region.example",
        "--language": "fr",
        "--seat": "territory",
    }
    typed = Installation(
        tmp_path,
        tuple(word for pair in options.items() for word in pair),
        environment | {"TERREAU_MATRIX__PASSWORD": bot.password},
        "Matrix",
    )
    async with await EncryptedPerson.on(synapse, "Ana") as ana:
        luc = await synapse.register("Luc")
        room = await questions_on_matrix(typed, ana, bot)
        square = await ana.creates("Énergie", invites=[luc.user_id])
        await a_room_on_matrix(typed, ana, bot, room, square)
        await a_team_and_a_poll_on_matrix(typed, ana, room, luc)
        await hears(ana, square, "Quelle date ?")


async def questions_on_matrix(typed: Installation, ana: EncryptedPerson, bot: Account) -> str:
    """Answer what is asked; gives the direct room."""
    there = await typed.starts()
    await answered(
        there,
        ("Appuyez sur Entrée une fois qu'elle est notée.", ""),
        ("Entrée pour passer) : ", ""),
    )
    await there.shows("sur Matrix : commencez une conversation privée")
    room = await ana.creates(direct_with=bot.user_id, encrypted=True)
    await answered(there, ("Est-ce vous : Ana", ""), ("participer par courriel ? ", ""))
    await there.shows("⏳ Dans votre conversation privée avec le robot : touchez « Rejoindre ».")
    await there.is_killed()
    return room


async def a_room_on_matrix(
    typed: Installation, ana: EncryptedPerson, bot: Account, room: str, square: str
) -> None:
    there = await typed.goes_on()
    await hears(ana, room, "👋 Je suis prêt pour Énergie")
    await ana.says(room, "rejoindre")
    await hears(ana, room, "J'ai 15 ans ou plus, j'accepte")
    await ana.says(room, "J'ai 15 ans ou plus, j'accepte")
    await there.shows("✅ Vous êtes membre.")
    await there.is_killed()

    there = await typed.goes_on()
    await hears(ana, room, "⏳ Votre salon")
    await ana.invites(square, bot.user_id)
    await there.shows("✅ Le salon est relié.")
    await hears(ana, square, "Je suis Terreau, le robot d'Énergie")
    await there.is_killed()


async def a_team_and_a_poll_on_matrix(
    typed: Installation, ana: EncryptedPerson, room: str, luc: Account
) -> None:
    there = await typed.goes_on()
    await hears(ana, room, "Qui anime Énergie avec vous ?")
    await ana.says(room, "Choisir pour la Région")
    await hears(ana, room, "À qui ?")
    pill = f'<a href="https://matrix.to/#/{luc.user_id}">Luc</a>'
    await ana.says(room, "Luc", mentions=[luc.user_id], html=pill)
    await there.shows("✅ Jardinage pour la Région : la personne est choisie.")
    await there.is_killed()

    there = await typed.goes_on()
    await ana.says(room, f"!{POLL}")
    await hears(ana, room, "Publier le sondage")
    await ana.says(room, "Publier le sondage")
    await there.shows("✅ Tout est prêt.")
    assert await there.ends() == 0
    assert NEXT in " ".join(there.seen.split())


async def hears(person: EncryptedPerson, room: str, words: str, within: float = HANG) -> None:
    """Wait until the bot has said something in a room."""
    read: list[str] = []
    try:
        async with patient(within):
            while not any(words in each for each in read):
                await asyncio.sleep(0.3)
                seen = await person.reads(room)
                read = [each.body for each in seen if each.sender != person.user_id]
    except TimeoutError:
        raise AssertionError(f"{words!r} was not said, but {read}") from None
