"""From nothing to a first poll in a working room: `terreau init`, stopped at each step."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.emulator import BotApi, Message, Person
from tests.operations.at_a_terminal import AtATerminal
from tests.test_running import free_port

TOKEN = "123456789:AAF-kx3_secret"
TOKENS_QUESTION = "Le jeton que @BotFather vous a donné : "
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi(token=TOKEN, limits=False) as api:
        yield api
        assert api.violations == []


@pytest.fixture
def environment() -> dict[str, str]:
    """A French terminal; the page of health has a port of the test's own."""
    return {"LC_ALL": "fr_FR.UTF-8", "TERREAU_HTTP__LISTEN": f"127.0.0.1:{free_port()}"}


def labelled(label: str) -> Callable[[Message], bool]:
    return lambda message: any(label in each for each in message.labels)


async def taps(person: Person, label: str) -> None:
    """Tap a button of the newest message that has it, once it is there."""
    await person.private.expect(labelled(label), within=30)
    message = next(each for each in reversed(person.private.said) if labelled(label)(each))
    await person.taps(message, next(each for each in message.labels if label in each))


async def test_from_the_questions_to_the_first_poll(
    api: BotApi, tmp_path: Path, environment: dict[str, str]
) -> None:
    ana, luc = api.person("Ana", username="ana_b"), api.person("Luc")
    group = api.group("Énergie")
    group.remove(api.bot)
    group.standings |= {ana.id: "member", luc.id: "member"}

    async def init() -> AtATerminal:
        return await AtATerminal.starts(
            "init", "--api-base", api.url, folder=tmp_path, env=environment
        )

    async def goes_on() -> AtATerminal:
        there = await init()
        await there.shows("config.toml est là : je reprends au premier salon.")
        await there.shows("✅ Le robot fonctionne : Telegram.")
        return there

    there = await init()
    await there.shows("(fr/en) [fr] ")
    there.types()
    await there.shows("Votre choix : [3] ")
    there.types()
    await there.shows("@BotFather vous a donné : ")
    there.types(TOKEN)
    await there.shows("C'est bon : ce jeton est celui de Terreau")
    await there.is_killed()

    there = await init()
    for question, answer in (
        ("Continuer avec vos réponses précédentes ? [O/n] ", ""),
        ("votre communauté ? ", "Pionniers de l'énergie"),
        ("Son nom : ", "Région Exemple"),
        ("téléphone : ", "dpo@region.example"),
    ):
        await there.shows(question)
        there.types(answer)
    await there.shows("https://t.me/terreau_bot")
    ana.says("bonjour")
    await there.shows("Est-ce vous : Ana (@ana_b) ? [O/n] ")
    there.types()
    await there.shows("Votre choix : [3] ")
    there.types("1")
    await there.shows("config.toml est écrit ; lisible par vous seulement.")
    await there.shows("⏳ Dans votre conversation privée avec le robot : touchez « Rejoindre ».")
    assert await there.is_interrupted() == 0
    assert "« terreau run » démarre le robot." in there.seen

    there = await goes_on()
    await taps(ana, "Rejoindre")
    await taps(ana, "j'accepte")
    await there.shows("✅ Vous êtes membre.")
    await there.shows(
        "⏳ Ajoutez le robot à votre salon : https://t.me/terreau_bot?startgroup=room"
    )
    await there.is_killed()

    there = await goes_on()
    asked = await ana.private.expect(labelled("M'ajouter à un groupe Telegram"), within=30)
    ana.brings_bot(asked.button("M'ajouter à un groupe Telegram").url or "", group)
    await there.shows("✅ Le salon est relié.")
    await group.expect(lambda it: it.text.startswith("Je suis Terreau, le robot de Pionniers"))
    await there.is_killed()

    there = await goes_on()
    await taps(ana, "Choisir pour la Région")
    asking = await ana.private.expect(lambda it: it.text.startswith("Vous pouvez choisir"))
    ana.chooses(asking, "Choisir une personne", luc)
    await there.shows("✅ Jardinage pour la Région : la personne est choisie.")
    await there.is_killed()

    there = await goes_on()
    ana.says("/sondage Quelle date ? | mardi | jeudi")
    await taps(ana, "Publier le sondage")
    await there.shows("✅ Le premier sondage est publié.")
    await there.shows("✅ Tout est prêt.")
    assert await there.ends() == 0
    assert "« terreau run » démarre le robot." in there.seen
    await group.expect(lambda it: "Quelle date ?" in it.text)
    assert await _asks_before_replacing(await init())


async def _asks_before_replacing(there: AtATerminal) -> bool:
    """Once the room works, the command asks whether to begin anew."""
    await there.shows("(fr/en) [fr] ")
    there.types()
    await there.shows("existe déjà")
    there.types()
    return await there.ends() != 0
