"""One community on Telegram and on two Matrix servers that do not federate: one voice each.

The second is as Tchap is: it encrypts by default, and has Synapse's own limits.
"""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Settings
from bot.operations.matrix_account import matrix_transport
from bot.web.safe_fetch import PageFetcher
from storage.unit_of_work import Database
from tests.databases import Fresh
from tests.emulator import BotApi
from tests.networks.region import (
    MONDAY,
    YES,
    Ahead,
    OnMatrix,
    Region,
    is_told,
    tells,
    zoe_and_max_join,
)
from tests.networks.separate_servers import Apart, a_server
from tests.stories.question_story import (
    WHOLE,
    WORDS,
    answer_half,
    answer_whole,
    ask,
    join,
    send_letter,
)
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.synapse.proxy import Proxy
from tests.transports.contract import eventually, until
from tests.transports.matrix_stage import THIRD
from tests.transports.on_telegram import transport_to as telegram_to

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
async def apart(
    request: pytest.FixtureRequest,
    synapse: Synapse,
    tchap: Synapse,
    fresh_database: Fresh,
    tmp_path: Path,
) -> AsyncIterator[Apart]:
    us, there = await synapse.register("Terreau"), await tchap.register("Terreau")
    host = await synapse.person("Hôte")
    square = await host.creates("Énergie", invites=[us.user_id, THIRD])
    async with (
        BotApi(limits=False) as api,
        Proxy(tchap.url) as line,
        await EncryptedPerson.on(tchap, "Luc") as agent,
    ):
        guests = [there.user_id, f"@third:{tchap.server_name}"]
        office = await agent.creates("Agents", invites=guests)
        bureau = await agent.creates("Région", invites=guests)
        ana, group = api.person("Ana"), api.group("Énergie", supergroup=True)
        settings = Settings.model_validate(
            {
                "instance": {"contact": "dpo@region.example", "data": str(tmp_path / "data")},
                "privacy": {"controller": "Région Exemple"},
                "matrix": {**a_server(synapse.url, us), "tchap": a_server(line.url, there)},
                "communities": [
                    {
                        "slug": "energie",
                        "name": "Pionniers de l'énergie",
                        "rooms": [f"telegram:{group.id}", f"matrix:{square}", f"tchap:{office}"],
                        "gardeners": {
                            "territory": f"telegram:{ana.id}",
                            "region": f"tchap:{agent.user_id}",
                        },
                        "region_room": f"tchap:{bureau}"
                        if getattr(request, "param", False)
                        else "",
                        "digest": "tue 08:00",
                    }
                ],
            }
        )
        url, clock = fresh_database("sqlite"), Ahead(MONDAY)

        def made(_: PageFetcher) -> App:
            telegram = telegram_to(api, clock)
            telegram.capabilities = replace(telegram.capabilities, whole=(), direct=(), shared=())
            servers = [matrix_transport(each, clock) for each in settings.servers]
            return App(settings, Database(url), [telegram, *servers], clock)

        region = Region(api, group, made, clock, us, ana, host, square)
        await region.start()
        try:
            await host.is_joined_by(square, us.user_id)
            await agent.is_joined_by(office, there.user_id)
            await agent.is_joined_by(bureau, there.user_id)
            yield Apart(region, tmp_path / "data", there, agent, office, bureau, line)
        finally:
            await region.stop()
        assert api.violations == []


async def gardeners_join(apart: Apart) -> OnMatrix:
    """Both gardeners join; gives Luc's direct room, on Tchap."""
    ana = apart.region.ana
    await ana.taps(await tells(ana, "/rejoindre", "Rejoindre"), YES)
    await is_told(ana, "Bienvenue")
    luc = await OnMatrix.direct(apart.agent, apart.there.user_id, encrypted=True)
    asked = await luc.says("!rejoindre", "Rejoindre")
    assert asked.encrypted
    assert "serveurs de Tchap" in (await luc.says("!confidentialite", "Tchap")).body
    await luc.says("!rejoindre", "Rejoindre")
    await luc.says("1", "Bienvenue")
    return luc


async def test_one_tally_one_voice_and_one_letter_over_three_networks(
    apart: Apart, synapse: Synapse
) -> None:
    region = apart.region
    luc = await gardeners_join(apart)
    zoe = await OnMatrix.direct(await synapse.person("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")

    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    office = OnMatrix(apart.agent, apart.there.user_id, apart.office)
    on_matrix, on_tchap = await square.told("Sondage 1"), await office.told("Sondage 1")
    assert on_tchap.encrypted
    assert not on_matrix.encrypted

    await region.ana.taps(posted, "mardi")
    await zoe.says("!voter 1 jeudi", "jeudi")
    await luc.says("!voter 1 jeudi", "jeudi")

    async def tally(room: OnMatrix, card: str) -> str:
        return next(it.body for it in await room.ours() if it.id == card)

    for room, card in ((square, on_matrix.id), (office, on_tchap.id)):
        seen = await eventually(
            lambda room=room, card=card: tally(room, card),  # type: ignore[misc]
            lambda body: "3 votes" in body,
        )
        assert "jeudi : ▇▇▇▇▇ 2 (67 %)" in seen
    await region.api.until(lambda: "3 votes" in posted.text)

    # Luc has an account on the open server too: linked, he has one voice.
    given = await luc.says("!relier", "code")
    assert "Matrix (terreau.test) : !relier " in given.body
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}", given.body)
    assert code is not None
    other = await OnMatrix.direct(await synapse.person("Luc"), region.us.user_id)
    asked = await other.says(f"!relier {code[0]}", "Relier ce compte au compte ")
    assert "(Tchap)" in asked.body
    await other.says("C'est bien moi, j'ai 15 ans ou plus, j'accepte", "posé la question")
    await luc.told("demande à être relié")
    await luc.says("C'est bien moi", "relié")
    await other.says("!voter 1 mardi", "mardi")
    await region.api.until(lambda: "mardi : ▇▇▇▇▇ 2 (67 %)" in posted.text)
    assert "3 votes" in posted.text

    shown = await tells(
        region.ana, "/actu Le composteur | Il est plein : venez.", "ne la voit encore"
    )
    await region.ana.taps(shown, "Mettre dans la lettre")
    await tells(region.ana, "/lettre", "brouillon")
    await tells(region.ana, "/lettre soumettre", "soumise par")
    await other.told("Approuver")
    await other.says("Approuver", "")
    await region.moves(timedelta(hours=22, minutes=1))

    letters = [await square.told("Le composteur"), await office.told("Le composteur")]
    assert [each.encrypted for each in letters] == [False, True]
    await region.api.until(lambda: any("Le composteur" in it.text for it in region.group.said))


async def test_a_question_asked_on_telegram_is_answered_on_the_other_server(
    apart: Apart, synapse: Synapse
) -> None:
    region = apart.region
    luc = await gardeners_join(apart)
    zoe, max_ = await zoe_and_max_join(region, synapse)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    office = OnMatrix(apart.agent, apart.there.user_id, apart.office)
    await ask(region, zoe)
    await join(max_)

    await answer_half(luc, zoe)
    await answer_whole(luc, zoe, max_)
    await send_letter(region, luc)

    assert WHOLE in (await is_told(zoe, "Réponses de la Région")).text
    assert WHOLE in (await max_.told("Réponses de la Région")).body
    letters = [await square.told(WORDS), await office.told(WORDS)]
    assert [each.encrypted for each in letters] == [False, True]
    said = [it.body for talk in (luc, max_, square, office) for it in await talk.ours()]
    assert not any("Zoé" in each for each in said if WORDS in each), "she asked without her name"


async def test_each_server_keeps_its_own_and_health_tells_which_is_away(apart: Apart) -> None:
    region = apart.region
    luc = await gardeners_join(apart)

    names = sorted(each.name for each in apart.data.iterdir() if each.name.startswith("matrix"))
    assert names == ["matrix", "matrix-tchap", "matrix-tchap.key", "matrix.key"]
    sessions = [(apart.data / name / "session.json").read_text() for name in names[:2]]
    assert region.us.user_id in sessions[0]
    assert apart.there.user_id in sessions[1]

    # Another start is the same device, with the same token: nobody logs in again.
    await region.stop()
    await region.start()
    await luc.says("!moi", "Luc")
    assert [(apart.data / name / "session.json").read_text() for name in names[:2]] == sessions
    assert (await region.app.health()).unwell == []

    tchap = region.app.transports["tchap"]
    async with apart.line.outage():
        await until(lambda: tchap.ailing_since() is not None)
        region.clock.move(timedelta(seconds=31))
        assert (await region.app.health()).unwell == ["tchap"]
        await tells(region.ana, "/moi", "Ana")
    await until(lambda: tchap.ailing_since() is None)
    await luc.says("!moi", "Luc")


@pytest.mark.parametrize("apart", [True], indirect=True, ids=["with a Region's room"])
async def test_a_question_from_telegram_is_answered_from_tchap_and_told_everywhere(
    apart: Apart,
) -> None:
    """Asked, taken, half answered, reopened, answered, and in the letter on all networks."""
    region = apart.region
    luc = await gardeners_join(apart)
    bureau = OnMatrix(apart.agent, apart.there.user_id, apart.bureau)
    zoe = region.api.person("Zoé")
    await zoe.taps(await tells(zoe, "/rejoindre", "Rejoindre"), YES)
    await is_told(zoe, "Bienvenue")

    preview = await tells(zoe, "/question Quand ouvre l'aide au vélo ?", "aide au vélo")
    await zoe.taps(preview, "Envoyer sans mon nom")
    card = await bureau.told("Quand ouvre l'aide au vélo ?")
    assert card.encrypted
    assert "Zoé" not in card.body
    shown = await tells(region.ana, "/question 1", "aide au vélo")
    await region.ana.taps(shown, "Montrer aux membres")

    await luc.says("!prendre 1 vendredi", "La question 1 est à vous")
    await is_told(zoe, "Luc répond à votre question d'ici au vendredi 27 novembre")
    await luc.says("!repondre 1 En mai.", "Brouillon de réponse à la question 1")
    await luc.says("Publier la réponse", "La réponse à la question 1 est publiée")
    answer = await is_told(zoe, "Réponse à la question 1")
    await zoe.taps(answer, "En partie")
    await tells(zoe, "Pour quels vélos ?", "rouverte")
    await bureau.told("Rouverte : la réponse n'a aidé qu'en partie.")
    before = len(zoe.private.said)
    await luc.says("!repondre 1 Tous les vélos, dès mai.", "Brouillon de réponse à la question 1")
    await luc.says("Publier la réponse", "La réponse à la question 1 est publiée")
    answer = await is_told(zoe, "Tous les vélos", since=before)
    await zoe.taps(answer, "Réponse utile")

    await tells(region.ana, "/lettre", "brouillon")
    await tells(region.ana, "/lettre soumettre", "soumise par")
    await luc.told("Approuver")
    await luc.says("Approuver", "")
    await region.moves(timedelta(hours=22, minutes=1))

    square = OnMatrix(region.luc, region.us.user_id, region.square)
    office = OnMatrix(apart.agent, apart.there.user_id, apart.office)
    letters = [(await square.told("aide au vélo")).body, (await office.told("aide au vélo")).body]
    posted = await region.group.expect(lambda it: "aide au vélo" in it.text)
    for letter in (*letters, posted.text):
        assert "Réponses de la Région" in letter
        assert "Zoé" not in letter
