"""Seats given and taken: by whom, to whom, who is told, and what gives nothing."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete

from bot.core.messages.incoming import Mention
from bot.domain import codes
from bot.domain.retention import RetentionPeriods
from bot.domain.roles import Circle, Post, Seat
from storage.communities import Communities, Community, Cultivators, SeatHolders
from storage.files import Handouts
from storage.members import Identities, Members
from storage.outbound import Deliveries
from storage.outbound.departures import Departure
from storage.seats import Posts, SeatOffers
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.personal_data.test_departure import everything
from tests.town import BACK_ROOM, Neighbour, Town

SURE, NO = "Oui, remplacer", "Non, ne rien changer"
NO_NAME = "Un nom ne suffit pas :"
ONLY_RUNNERS = "Seules les personnes qui gèrent ce robot peuvent faire cela."
CHANGED = "Cela a changé entre-temps. /jardinier montre l'équipe actuelle."


@pytest.fixture
def chef(town: Town) -> Neighbour:
    """Who runs the bot."""
    return Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()


@pytest.fixture
def ana(town: Town) -> Neighbour:
    """The gardener of the territory, on Telegram."""
    return town.gardener("territory")


@pytest.fixture
def luc(town: Town) -> Neighbour:
    """The gardener at the Region, on Matrix."""
    return town.gardener("region")


def mentioning(person: Neighbour, words: str = "") -> tuple[Mention, ...]:
    return (Mention(words or person.name, person.address),)


def seats(town: Town) -> dict[Seat, str]:
    """Who sits where."""
    with town.database.unit() as store:
        return store[SeatHolders].of(store[Communities].get(1))


def posts(town: Town) -> set[tuple[str, str]]:
    """The posts beside the seats, with the accounts that hold them."""
    with town.database.unit() as store:
        return {(row.post, row.address) for row in store[Posts].of(1)}


def labels(person: Neighbour) -> list[str]:
    return [choice.label for choice in person.direct[-1].choices]


# Giving


def test_a_mention_gives_a_vacant_seat_and_all_are_told(town: Town, chef: Neighbour) -> None:
    luc = town.gardener("region")
    vacate(chef)
    zoe = town.member("Zoé")

    done = chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))

    assert done == f"Jardinage pour le territoire : Zoé ({zoe.address})."
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert zoe.inbox[-1] == "Vous jardinez désormais Pionniers de l'énergie, pour le territoire."
    assert luc.inbox[-1] == "Zoé jardine désormais Pionniers de l'énergie, pour le territoire."
    assert ("territory given", "done") in audited(town, chef)


def vacate(chef: Neighbour, seat: str = "territoire") -> None:
    chef.says(f"/jardinier {seat} retirer")
    chef.presses("Oui, retirer ce rôle")


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param("/jardinier region matrix:@nina", id="an account"),
        pytest.param("/jardinier région @nina:hs.org", id="as Matrix writes it"),
        pytest.param("/gardener region https://matrix.to/#/@nina:hs.org", id="a link"),
        pytest.param("/jardinier region matrix:@\u2060nina:hs.org", id="copied from the bot"),
    ],
)
def test_an_account_may_be_typed(town: Town, chef: Neighbour, typed: str) -> None:
    vacate(chef, "region")
    typed = typed.replace("@nina", "@nina:hs.org") if "hs.org" not in typed else typed

    done = chef.says(typed)

    assert seats(town)[Seat.REGION] == "matrix:@nina:hs.org"
    assert done.startswith("Jardinage pour la Région : @\u2060nina:hs.org, pas encore membre.")
    assert "qu'elle m'écrive /rejoindre" in done


def test_a_user_name_seen_here_is_that_account(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    vacate(chef)

    chef.says(f"/jardinier territoire @{zoe.address.partition(':')[2]}")

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_seat_acts_once_its_holder_has_joined(town: Town, chef: Neighbour) -> None:
    vacate(chef)
    nina = town.stranger("Nina")
    chef.says("/jardinier territoire Nina", mentions=mentioning(nina))

    early = nina.says("/lettre titre Bonjour")
    nina.joins()

    assert "Rejoindre Pionniers de l'énergie" in early
    assert nina.says("/lettre titre Bonjour") == "La lettre a pour titre « Bonjour »."


def test_replacing_somebody_asks_for_a_yes(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    zoe = town.member("Zoé")

    asked = chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    meanwhile = seats(town)[Seat.TERRITORY]
    done = chef.presses(SURE)

    assert asked == (
        "Jardinage pour le territoire\n"
        "Jusqu'ici : Ana (telegram:43).\n"
        f"Désormais : Zoé ({zoe.address})."
    )
    assert meanwhile == ana.address
    assert done == f"Jardinage pour le territoire : Zoé ({zoe.address})."
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert ana.inbox[-1] == (
        "Vous ne jardinez plus Pionniers de l'énergie pour le territoire.\n"
        "Zoé prend la suite.\n"
        "Merci pour ce que vous y avez fait."
    )
    assert zoe.inbox[-1] == "Vous jardinez désormais Pionniers de l'énergie, pour le territoire."
    assert luc.inbox[-1] == "Zoé jardine désormais Pionniers de l'énergie, pour le territoire."


def test_a_second_thought_changes_nothing(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))

    assert chef.presses(NO) == "Rien n'a changé."
    assert seats(town)[Seat.TERRITORY] == ana.address


def test_an_old_yes_does_not_count_for_whoever_came_since(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    old = chef.direct[-1]
    chef.says("/jardinier territoire Béa", mentions=mentioning(bea))
    chef.presses(SURE)

    assert chef.presses(SURE, old) == CHANGED
    assert seats(town)[Seat.TERRITORY] == bea.address


def test_a_yes_is_awaited_for_a_day(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    town.move(timedelta(days=1))

    assert chef.presses(SURE) == CHANGED
    assert seats(town)[Seat.TERRITORY] == ana.address


def test_two_taps_are_harmless(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    press = chef.direct[-1].choice(SURE).press
    chef.presses(SURE)
    before = len(zoe.inbox)

    assert presses_forged(chef, press) == CHANGED
    assert len(zoe.inbox) == before


def test_a_restart_in_the_middle_loses_nothing(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    town.restart()

    chef.presses(SURE)

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_the_file_does_not_take_back_what_was_given_in_chat(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
    chef.presses(SURE)

    town.restart()

    assert seats(town)[Seat.TERRITORY] == zoe.address


# Taking


def test_a_seat_is_taken_with_a_yes_and_those_who_stay_are_told(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    asked = chef.says("/jardinier territoire retirer")
    done = chef.presses("Oui, retirer ce rôle")

    assert asked == ("Jardinage pour le territoire\nJusqu'ici : Ana (telegram:43).")
    assert done == "Jardinage pour le territoire : personne pour l'instant."
    assert Seat.TERRITORY not in seats(town)
    assert ana.inbox[-1].startswith(
        "Vous ne jardinez plus Pionniers de l'énergie pour le territoire."
    )
    assert town.said_in(BACK_ROOM)[-1].text.startswith("Ana a quitté l'équipe")
    assert ana.says("/lettre soumettre").startswith("Seule l'équipe de jardinage")


@pytest.mark.parametrize("way", ["taken", "given to another", "left"])
def test_whoever_loses_a_seat_loses_the_files_that_wait_for_them(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, way: str
) -> None:
    zoe = town.member("Zoé")
    links = {each.name: link_given(town, each, "members") for each in (ana, luc)}
    assert fetched(town, links["Ana"])

    if way == "taken":
        vacate(chef)
    elif way == "left":
        ana.says("/quitter")
        ana.presses("Quitter la communauté")
        ana.presses("Oui, quitter")
    else:
        chef.says("/jardinier territoire Zoé", mentions=mentioning(zoe))
        chef.presses(SURE)

    assert not fetched(town, links["Ana"])
    assert fetched(town, links["Luc"])


def test_a_deputys_link_works_as_long_as_they_act(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says("/jardinier suppléance territoire Zoé", mentions=mentioning(zoe))
    ana.says("/absence 1 jour")
    link = link_given(town, zoe, "members")
    while_away = fetched(town, link)

    ana.says("/absence fin")

    assert (while_away, fetched(town, link)) == (True, False)


def test_a_link_outlives_no_cultivator(town: Town, chef: Neighbour) -> None:
    carl = town.cultivator()
    link = link_given(town, carl, "audit")
    while_running_it = fetched(town, link)

    with town.database.unit() as store:
        store[Cultivators].replace_all(["telegram:44"])

    assert (while_running_it, fetched(town, link)) == (True, False)


def link_given(town: Town, to: Neighbour, kind: str) -> str:
    """A link that leads to a file, for an hour."""
    token = codes.new_token()
    with town.database.unit() as store:
        standing = store[Members].standing(to.address, 1)
        store[Handouts].add(
            codes.digest_of_token(token),
            kind,
            [],
            member_id=None if standing is None else standing.member.id,
            account=to.address,
            community_id=1,
            expires_at=town.clock.now() + timedelta(hours=1),
        )
    return token


def fetched(town: Town, token: str) -> bool:
    """True if the link leads to a file now."""
    return town.do(town.app.handing.waits(token))


def test_a_vacant_seat_cannot_be_taken(town: Town, chef: Neighbour) -> None:
    vacate(chef)

    assert chef.says("/jardinier territoire retirer") == "Personne n'a ce rôle."


# Deputies and agents


def test_deputies_and_agents_come_and_go(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max", on="matrix")

    chef.says("/jardinier territoire suppléante Zoé", mentions=mentioning(zoe))
    chef.says("/jardinier agent Max", mentions=mentioning(max_))
    shown = chef.says("/jardinier")

    assert posts(town) == {("territory_deputy", zoe.address), ("agent", max_.address)}
    assert ana.inbox[-2:] == [
        "Zoé assure la suppléance du territoire pour Pionniers de l'énergie.",
        "Max fait partie des agents de la Région pour Pionniers de l'énergie.",
    ]
    assert zoe.inbox[-1].startswith("Vous assurez désormais la suppléance du territoire pour ")
    assert "Pour le territoire : Ana ; suppléance : Zoé." in shown
    assert "Agents de la Région : Max." in shown

    assert chef.says("/jardinier territoire suppléante retirer") == "Zoé n'a plus ce rôle."
    chef.says("/jardinier agent retirer Max", mentions=mentioning(max_))

    assert posts(town) == set()
    assert zoe.inbox[-1].startswith("Vous n'assurez plus la suppléance du territoire pour ")
    assert max_.inbox[-1].startswith("Vous ne faites plus partie des agents")


def test_of_several_deputies_one_says_which(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    for each in (zoe, bea):
        chef.says(f"/jardinier territoire suppléante {each.address}")

    unclear = chef.says("/jardinier territoire suppléante retirer")
    chef.says(f"/jardinier territoire suppléante retirer {bea.address}")

    assert unclear.startswith("Plusieurs personnes ont ce rôle.")
    assert posts(town) == {("territory_deputy", zoe.address)}


def test_a_deputy_who_gets_the_seat_is_a_deputy_no_more(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")

    chef.says(f"/jardinier territoire {zoe.address}")
    chef.presses(SURE)

    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert posts(town) == set()


def test_an_agent_may_be_a_deputy_on_the_same_side(
    town: Town, chef: Neighbour, luc: Neighbour
) -> None:
    max_ = town.member("Max")

    chef.says(f"/jardinier agent {max_.address}")
    chef.says(f"/jardinier région suppléant {max_.address}")

    assert posts(town) == {("agent", max_.address), ("region_deputy", max_.address)}


@pytest.mark.parametrize(
    "post", ["territoire", "territoire suppléant"], ids=["a seat", "a deputy's place"]
)
def test_nobody_stands_on_both_sides(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, post: str
) -> None:
    max_ = town.member("Max")
    chef.says(f"/jardinier agent {max_.address}")
    before = seats(town), posts(town)

    for address, name in ((luc.address, "Luc"), (max_.address, "Max")):
        assert chef.says(f"/jardinier {post} {address}") == (
            f"{name} a déjà l'autre rôle de l'équipe : il faut deux personnes différentes."
        )
    assert (seats(town), posts(town)) == before


def test_a_second_account_stands_on_the_same_side(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    """The holder's other account is the holder."""
    with town.database.unit() as store:
        known = store[Identities].get(ana.address)
        member = store[Members].get(known.member_id) if known else None
        assert member is not None
        store[Identities].add(member, "matrix:@ana:hs", direct=None, at=town.clock.now())

    assert chef.says("/jardinier territoire matrix:@ana:hs") == "Ana a déjà un rôle ici."
    assert chef.says("/jardinier agent matrix:@ana:hs").startswith("Ana a déjà l'autre rôle")


# Step by step


def test_a_seat_is_given_by_buttons(town: Town, chef: Neighbour, ana: Neighbour) -> None:
    zoe = town.member("Zoé")

    chef.says("/jardinier")
    chef.presses("Pour la Région")
    asked = chef.presses("Ajouter une suppléance")
    refused = chef.says("Zoé")
    done = chef.says("Zoé", mentions=mentioning(zoe))

    by_key, asked = asked.split("\n---\n")
    assert by_key == "Vous pouvez choisir la personne avec la touche ci-dessous."
    assert asked.startswith("À qui ? Mentionnez la personne")
    assert refused.startswith(NO_NAME)
    assert done == f"Suppléance de la Région : Zoé ({zoe.address})."
    chef.presses("Modifier")
    assert labels(chef) == [
        "Confier le rôle",
        "Un code pour le rôle",
        "Retirer le rôle",
        "Ajouter une suppléance",
        "Un code pour une suppléance",
        "Retirer Zoé",
        "Retour",
    ]
    assert chef.presses("Retirer Zoé") == "Zoé n'a plus ce rôle."


def test_agents_have_a_page_of_their_own(town: Town, chef: Neighbour) -> None:
    max_ = town.member("Max")
    chef.says(f"/jardinier agent {max_.address}")
    chef.says("/jardinier")

    chef.presses("Agents de la Région")

    assert labels(chef) == ["Ajouter un agent", "Un code pour un agent", "Retirer Max", "Retour"]


def test_a_command_in_a_shared_room_is_answered_in_private(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe = town.member("Zoé")

    said = chef.says(
        "/jardinier territoire suppléante Zoé", room=chef.square, mentions=mentioning(zoe)
    )

    assert said == "Je vous ai répondu en privé."
    assert chef.inbox[-1].startswith("Suppléance du territoire : Zoé")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("/jardinier Zoé", "Dites d'abord quel rôle : /jardinier territoire @ana."),
        ("/jardinier 3", "Dites d'abord quel rôle : /jardinier territoire @ana."),
        ("/jardinier territoire @personne", "Je n'ai pas encore vu @\u2060personne ici."),
    ],
)
def test_what_cannot_be_meant_is_explained(
    town: Town, chef: Neighbour, typed: str, answer: str
) -> None:
    assert chef.says(typed).startswith(answer)


# What gives nothing


def test_a_name_gives_no_seat_and_the_try_is_noted(town: Town, chef: Neighbour) -> None:
    """Eve calls herself Ana; the name alone names neither of them."""
    vacate(chef)
    town.member("Ana")
    town.member("Ana", on="matrix")
    before = seats(town)

    for typed in ("territoire Ana", "territoire suppléante Ana", "agent Ana", "territoire #1"):
        assert chef.says(f"/jardinier {typed}").startswith(NO_NAME)

    assert (seats(town), posts(town)) == (before, set())
    assert audited(town, chef)[-4:] == [("gardener", "refused")] * 4


def test_a_copied_name_does_nothing(town: Town, chef: Neighbour) -> None:
    eve = town.member("Chef")

    for typed in ("/jardinier", f"/jardinier territoire {eve.address}", "/jardinier region code"):
        assert eve.says(typed) == ONLY_RUNNERS

    assert eve.address not in seats(town).values()
    assert audited(town, eve) == [("gardener", "refused")] * 3


def test_an_anonymous_admin_does_nothing(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    before = seats(town)

    said = chef.says(
        "/jardinier territoire Zoé",
        room=chef.square,
        mentions=mentioning(zoe),
        anonymous=True,
    )

    assert said.startswith("Je ne peux pas savoir qui vous êtes")
    assert seats(town) == before
    assert audited(town, chef)[-1] == ("gardener", "refused")


PRESSES = [
    "seat_page:territory",
    "seat_give:territory",
    "seat_empty:territory",
    "seat_code:territory",
    "seat_code_sure:territory",
    "seat_sure:1",
    "post_drop:1",
    "ask:seat_give",
]


@pytest.mark.parametrize("press", PRESSES)
def test_forged_buttons_do_nothing_and_are_noted(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour, press: str
) -> None:
    """By a member, by a gardener, and by somebody from outside."""
    zoe, eve, xavier = town.member("Zoé"), town.member("Ève"), town.stranger("Xavier")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {eve.address}")  # waits for a yes: offer 1
    before = seats(town), posts(town)

    for somebody in (eve, ana, zoe, xavier):
        assert presses_forged(somebody, press) == ONLY_RUNNERS
        assert audited(town, somebody)[-1][1] == "refused"

    assert (seats(town), posts(town)) == before
    with town.database.unit() as store:
        assert store[SeatOffers].get(1, town.clock.now()) is not None


def test_another_communitys_things_are_out_of_reach(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    """A yes or a post of one community does nothing in the name of another."""
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {zoe.address}")
    before = seats(town), posts(town)
    joins_another_community(town, chef)

    presses_forged(chef, "seat_sure:1")
    told = [chef.presses("Eau"), presses_forged(chef, "post_drop:1")]

    assert told == [CHANGED] * 2
    assert (seats(town), posts(town)) == before


def joins_another_community(town: Town, person: Neighbour) -> None:
    """From then on they are asked for which one they act in private."""
    water = Community(
        slug="eau", name="Eau", locale="fr", timezone="Europe/Paris", digest="", polls_by="members"
    )
    with town.database.unit() as store:
        store[Communities].add(water)
        standing = store[Members].standing(person.address, None)
        assert standing is not None
        later = town.clock.now() + timedelta(days=1)
        store[Members].join(standing.member, water.id, Circle.INFORMED, later)


def test_odd_words_in_buttons_are_answered_kindly(town: Town, chef: Neighbour) -> None:
    for press in ("seat_give:mayor", "seat_code:", "seat_empty:1", "seat_page:x"):
        assert "Quelque chose n'a pas marché" not in presses_forged(chef, press)
    assert all(post in set(Post) for post, _ in posts(town))


# Those who go


@pytest.mark.parametrize("choice", ["Quitter la communauté", "Effacer mes données"])
def test_whoever_goes_leaves_a_vacant_seat_and_those_who_can_fill_it_know(
    town: Town, chef: Neighbour, ana: Neighbour, choice: str
) -> None:
    goes(ana, choice)

    assert Seat.TERRITORY not in seats(town)
    assert town.said_in(BACK_ROOM)[-1].text.startswith("Ana a quitté l'équipe")
    assert chef.inbox[-1].startswith("Ana a quitté l'équipe")
    chef.presses("Voir l'équipe")
    assert "Pour le territoire : personne pour l'instant." in chef.inbox[-1]


def goes(person: Neighbour, choice: str) -> None:
    person.says("/quitter")
    person.presses(choice)
    person.presses("Oui, ")


def test_whoever_comes_back_has_no_seat_any_more(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    goes(ana, "Quitter la communauté")
    ana.joins()

    assert ana.says("/lettre soumettre").startswith("Seule l'équipe de jardinage")


def test_a_cultivator_who_never_joined_is_told_as_well(town: Town, ana: Neighbour) -> None:
    goes(ana, "Effacer mes données")

    assert town.said_in("telegram:42")[-1].text.startswith("Ana a quitté l'équipe")


def test_deputies_and_agents_who_go_leave_their_posts(
    town: Town, chef: Neighbour, ana: Neighbour
) -> None:
    zoe, max_ = town.member("Zoé"), town.member("Max")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier agent {max_.address}")

    goes(zoe, "Quitter la communauté")
    goes(max_, "Effacer mes données")

    assert posts(town) == set()


def test_nothing_of_an_erased_gardener_is_left(
    town: Town, chef: Neighbour, ana: Neighbour, luc: Neighbour
) -> None:
    """Seat, post, offers made and brought, absence: all of it goes."""
    zoe = town.member("Zoé Introuvable")
    with town.database.unit() as store:
        store[Cultivators].add(zoe.address)
    code = re.search(r"/start (\S+)", zoe.says("/jardinier agent code"))
    assert code is not None
    town.member("Max").says(f"/start {code[1]}")
    chef.says(f"/jardinier territoire suppléante {zoe.address}")
    chef.says(f"/jardinier territoire {zoe.address}")
    chef.presses(SURE)
    zoe.says("/absence 1er août - 25 août")
    chef.says(f"/jardinier territoire {ana.address}")  # waits for a yes

    goes(zoe, "Effacer mes données")

    with town.database.unit() as store:
        store[Cultivators].replace_all([chef.address])  # the operator's, not the person's
        store[Deliveries].purge(datetime.max.replace(tzinfo=UTC), RetentionPeriods())
        store._session.execute(delete(Departure))
    found = [row for row in everything(town) if "Introuvable" in row or zoe.address in row]
    assert found == []


def test_people_who_have_not_joined_are_shown_without_a_number(chef: Neighbour) -> None:
    """A number tells people apart only where several are awaited in one place."""
    chef.says("/jardinier suppléant région telegram:71")
    one, offered = chef.presses("Modifier"), [each.label for each in chef.direct[-1].choices]
    chef.says("/jardinier suppléant région telegram:72")
    two = chef.presses("Modifier")

    awaited = "la personne choisie sur Telegram, pas encore membre"
    assert awaited in one
    assert "telegram:71" not in one
    assert "Retirer la personne choisie sur Telegram" in offered
    assert "telegram:71, pas encore membre" in two
    assert "Retirer telegram:72" in [each.label for each in chef.direct[-1].choices]
    removed = chef.presses("Retirer telegram:72")
    assert removed.startswith("La personne choisie sur Telegram n'a plus ce rôle.")
