"""One community on Telegram and on Matrix at once: from joining to the letter, one voice each."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.personal_data import MESSAGES
from storage.communities import Communities
from storage.members import Consents
from storage.unit_of_work import Store
from tests.networks.region import YES, OnMatrix, Region, ana_and_luc_join, is_told, tells
from tests.register import members_of
from tests.synapse import Synapse
from tests.synapse.encrypted import EncryptedPerson
from tests.transports.contract import eventually

POLL = "org.matrix.msc3381.poll"


@pytest.mark.slow
async def test_one_tally_over_both_networks(region: Region, synapse: Synapse) -> None:
    luc = await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)

    assert card.type == "m.room.message"
    assert not card.reactions, "nobody may see who votes what"
    await luc.says("!voter 1 jeudi", "jeudi")
    answer = await region.ana.taps(posted, "mardi")
    assert "mardi" in answer.text
    async with await EncryptedPerson.on(synapse, "Zoé") as zoe:
        await region.luc.invites(region.square, zoe.user_id)
        await zoe.joins(region.square)
        await zoe.says(region.square, "!voter 1 jeudi")
        invited = OnMatrix(zoe, region.us.user_id, await zoe.accepts())
        offer = await invited.told("Rejoindre")
        assert offer.encrypted, "said before she came, and yet she can read it"
        await invited.says(YES, "jeudi")

    async def on_matrix() -> str:
        return next(it.body for it in await square.ours() if it.id == card.id)

    seen = await eventually(on_matrix, lambda body: "3 votes" in body)
    assert "mardi : ▇▇▇ 1 (33 %)" in seen
    assert "jeudi : ▇▇▇▇▇ 2 (67 %)" in seen
    await region.api.until(lambda: "3 votes" in posted.text)


@pytest.mark.slow
async def test_forged_presses_change_nothing_and_real_ones_count(region: Region) -> None:
    await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi --public", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    await square.told("Sondage 1")
    await region.luc.says(region.square, "!menu")
    plain = await square.told("en privé")
    xavier, before = region.api.person("Xavier"), posted.text

    for data in ("stay", "decline", "privacy:1:x", "notice:1:0", "cmd:aide", "vote:2:1"):
        for who in (xavier, region.ana):
            answer = await who.taps(posted, data=data)
            assert answer.text.startswith("Ce bouton n'est plus valable.")
    await region.luc.reacts(region.square, plain.id, "1\ufe0f\u20e3")
    assert posted.text == before

    answer = await region.ana.taps(posted, "mardi")
    assert answer.text.startswith("Votre vote : mardi.")
    await region.api.until(lambda: "1 vote" in posted.text)
    assert region.group.said == [posted]
    assert (await square.ours())[-1].id == plain.id


@pytest.mark.slow
async def test_a_newcomers_tap_counts_with_one_yes_and_in_no_other_hands(
    region: Region, synapse: Synapse
) -> None:
    await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    zoe, max_ = region.api.person("Zoé"), region.api.person("Max")
    for newcomer in (zoe, max_):
        region.group.add(newcomer)
    link = (await zoe.taps(posted, "jeudi")).url
    assert link is not None

    max_.follows(link)
    await max_.taps(await is_told(max_, "Rejoindre Pionniers"), YES)
    shown = await is_told(max_, "Quand ?")
    zoe.follows(link)
    await zoe.taps(await is_told(zoe, "Rejoindre Pionniers"), YES)
    counted = await is_told(zoe, "Quand ?")

    assert "Votre vote" not in shown.text
    assert "Votre vote : jeudi." in counted.text

    await region.api.until(lambda: "1 vote ·" in posted.text)

    other = await OnMatrix.direct(await synapse.person("Léa"), region.us.user_id)
    await other.says(f"!start {link.partition('start=')[2]}", "Rejoindre Pionniers")
    seen = await other.says("1", "Quand ?")
    assert "Votre vote" not in seen.body
    offered = await other.says("!start in1-cmd-ecrire-un-secret", "Le lien que vous avez ouvert")
    assert "Rien n'est encore fait." in offered.body


@pytest.mark.slow
async def test_a_public_poll_is_a_native_one_with_the_joint_result(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi --public", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Sondage 1")
    square = OnMatrix(region.luc, region.us.user_id, region.square)
    card = await square.told("Sondage 1")
    poll = next(it for it in await square.ours() if it.type == f"{POLL}.start")
    posted = await region.group.expect(lambda it: "Sondage 1" in it.text)
    answers = [it["id"] for it in poll.content[f"{POLL}.start"]["answers"]]

    assert card.reply_to == poll.id
    assert not card.reactions
    await region.luc.responds_to_poll(region.square, poll.id, answers[1:])
    await region.ana.taps(posted, "jeudi")
    await region.api.until(lambda: "2 votes" in posted.text)
    await tells(region.ana, "/cloturer 1", "clos")

    async def ends() -> list[str]:
        return [it.body for it in await square.ours() if it.type == f"{POLL}.end"]

    (result,) = await eventually(ends)
    assert "jeudi" in result
    assert "2 votes" in result
    await luc.says("sondages", "Aucun sondage")


@pytest.mark.slow
async def test_accounts_are_linked_both_ways(region: Region, synapse: Synapse) -> None:
    await ana_and_luc_join(region)
    offered = await tells(region.ana, "/relier", "code")
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}", offered.text)
    assert code is not None
    async with await EncryptedPerson.on(synapse, "Ana") as account:
        ana = await OnMatrix.direct(account, region.us.user_id, encrypted=True)
        before = len(region.ana.private.said)
        notice = await ana.says(f"!relier {code[0]}", "Relier ce compte au compte ")
        assert notice.encrypted
        await ana.says("C'est bien moi, j'ai 15 ans ou plus, j'accepte", "posé la question")
        asked = await is_told(region.ana, "demande à être relié", since=before)
        await region.ana.taps(asked, asked.labels[0])
        linked = await ana.told("relié")
        assert linked.encrypted

    zoe = await OnMatrix.direct(await synapse.person("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    given = await zoe.says("relier", "code")
    code = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}-[A-Z0-9]{2}", given.body)
    assert code is not None
    other = region.api.person("Zoé")
    asked = await tells(other, f"/relier {code[0]}", "Relier ce compte au compte ")
    assert "garde votre nom" in asked.text, "no member yet: the notice comes first"
    assert not any("demande à être relié" in it.body for it in await zoe.said())
    await other.taps(asked, asked.labels[0])
    await zoe.told("demande à être relié")
    await zoe.says("C'est bien moi", "relié")


@pytest.mark.slow
async def test_the_letter_goes_out_on_both_networks_with_both_approvals(region: Region) -> None:
    luc = await ana_and_luc_join(region)
    shown = await tells(
        region.ana, "/actu Le composteur | Il est plein : venez.", "ne la voit encore"
    )
    await region.ana.taps(shown, "Mettre dans la lettre")
    await luc.says("!actu Aide au vélo | La Région ouvre les demandes.", "ne la voit encore")
    await luc.says("Mettre dans la lettre", "elle est dans la lettre")
    await tells(region.ana, "/lettre", "brouillon")
    await tells(region.ana, "/lettre soumettre", "soumise par")
    await luc.told("Approuver")
    await luc.says("Approuver", "")
    await region.moves(timedelta(hours=22, minutes=1))

    square = OnMatrix(region.luc, region.us.user_id, region.square)
    letter = await square.told("Aide au vélo")
    assert "Le composteur" in letter.body
    assert letter.msgtype == "m.text"
    await region.api.until(lambda: any("Aide au vélo" in it.text for it in region.group.said))


@pytest.mark.slow
async def test_an_announcement_goes_out_on_both_networks(region: Region, synapse: Synapse) -> None:
    luc = await ana_and_luc_join(region)
    zoe = region.api.person("Zoé")
    max_ = await OnMatrix.direct(await synapse.person("Max"), region.us.user_id)
    await tells(zoe, "/rejoindre", "Rejoindre")
    await tells(zoe, YES, "Bienvenue")
    await max_.says("!rejoindre", "Rejoindre")
    await max_.says("1", "Bienvenue")
    await region.app.lanes.run(everyone_wants_messages)

    line = "/annonce Le jardin ouvre --salons --participation nouvelles"
    preview = await tells(region.ana, line, "2 salons")
    await region.ana.taps(preview, "Demander l'accord de Luc")
    await luc.told("Approuver et envoyer")
    await luc.says("Approuver et envoyer", "Elle part maintenant")

    square = OnMatrix(region.luc, region.us.user_id, region.square)
    posted = await square.told("📣 Le jardin ouvre")
    assert posted.msgtype == "m.text"
    await is_told(zoe, "📣 Le jardin ouvre")
    await max_.told("📣 Le jardin ouvre")
    await region.api.until(lambda: any("Le jardin ouvre" in it.text for it in region.group.said))


@pytest.mark.slow
async def test_each_reader_gets_their_own_letter_of_what_was_approved(
    region: Region, synapse: Synapse
) -> None:
    """News, polls, an event and an outcome; ended or answered ones are left out."""
    luc = await ana_and_luc_join(region)
    zoe = region.api.person("Zoé")
    await zoe.taps(await tells(zoe, "/rejoindre", "Rejoindre"), YES)
    await zoe.taps(await tells(zoe, "/reglages", "lettre"), "Recevoir la lettre en privé")
    max_ = await OnMatrix.direct(await synapse.person("Max"), region.us.user_id)
    await max_.says("!rejoindre", "Rejoindre")
    await max_.says("1", "Bienvenue")
    await max_.says("!reglages", "lettre")
    await max_.says("Recevoir la lettre en privé", "lettre")
    for event in ("Visite | samedi 12 décembre 14h", "Concert | dimanche 13 décembre 18h"):
        preview = await tells(region.ana, f"/evenement {event}", "Personne d'autre ne le voit")
        await region.ana.taps(preview, "Annoncer")
    preview = await tells(
        region.ana, "/evenement Atelier | lundi 23 novembre 11h-12h", "Personne d'autre ne le voit"
    )
    await region.ana.taps(preview, "Annoncer")
    await region.moves(timedelta(hours=3))
    for words in ("/suite 3", "Douze personnes sont venues.", "Un deuxième bac", "Commander"):
        await tells(region.ana, words, "")
    told = await tells(region.ana, "vendredi 4 décembre", "Douze personnes")
    await region.ana.taps(told, "Publier")
    await tells(region.ana, "/sondage Quand ? | mardi | jeudi", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Quand ?")
    await tells(region.ana, "/sondage Où ? | ici | là", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Où ?")
    shown = await tells(
        region.ana, "/actu Le composteur | Il est plein : venez.", "ne la voit encore"
    )
    await region.ana.taps(shown, "Mettre dans la lettre")
    await tells(region.ana, "/lettre", "brouillon")
    await tells(region.ana, "/lettre soumettre", "soumise par")
    await luc.told("Approuver")
    await luc.says("Approuver", "")

    await tells(zoe, "/voter 1 mardi", "mardi")
    await tells(region.ana, "/cloturer 2", "")
    await tells(region.ana, "/evenement 2 annuler", "")
    await tells(region.ana, "/sondage Combien ? | un | deux", "ne le voit encore")
    await tells(region.ana, "Publier le sondage", "Combien ?")
    await region.moves(timedelta(hours=19, minutes=1))

    hers = (await is_told(zoe, "Vous la recevez parce que")).text
    his = (await max_.told("Vous la recevez parce que")).body
    for letter in (hers, his):
        assert "Le composteur" in letter
        assert "Visite" in letter
        assert "Douze personnes" in letter.partition("✅ Ce que ça a changé")[2]
        assert not any(words in letter for words in ("Où ?", "Concert", "Combien ?"))
    assert "Quand ?" in his
    assert "Quand ?" not in hers


@pytest.mark.slow
async def test_a_message_to_the_gardener_and_back(region: Region, synapse: Synapse) -> None:
    await ana_and_luc_join(region)
    zoe = await OnMatrix.direct(await synapse.person("Zoé"), region.us.user_id)
    await zoe.says("!rejoindre", "Rejoindre")
    await zoe.says("1", "Bienvenue")
    before = len(region.ana.private.said)
    await zoe.says("!ecrire Où déposer mes épluchures ?", "Ana")
    question = await is_told(region.ana, "épluchures", since=before)
    region.ana.says("Derrière la mairie.", reply_to=question)

    answer = await zoe.told("Derrière la mairie.")
    assert answer.msgtype == "m.text", "an answer of a person calls; the bot's own do not"
    assert any(it.msgtype == "m.notice" for it in await zoe.ours())


def everyone_wants_messages(store: Store) -> None:
    """Record the consent of all members to messages in private."""
    for community in store[Communities].all():
        for member in members_of(store, community.id):
            now = datetime.now(UTC)
            store[Consents].give(
                member, community.id, MESSAGES, version="1", channel="test", at=now
            )
