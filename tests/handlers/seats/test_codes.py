"""Codes that give a role: brought by whom they are for, and by others."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.domain import codes
from bot.domain.roles import Seat
from handlers.seats.first_cultivator import new_cultivator_code
from storage.communities import Cultivators
from storage.seats.seat_offers import SeatOffer
from tests.handlers.audit.traces import audited, presses_forged
from tests.handlers.seats.test_assignment import posts, seats
from tests.saved_towns import SavedTowns
from tests.town import Neighbour, Town, town_settings

ACCEPT = "J'accepte"
WRONG = (
    "Ce code est faux, déjà utilisé ou trop ancien. Demandez-en un nouveau à la personne "
    "qui vous l'a donné."
)
BURNT = "D'autres ont pu lire ce code : il n'est plus valable."
OVER = "Cette proposition a expiré, ou s'adresse à un autre compte."


@pytest.fixture
def chef(town: Town) -> Neighbour:
    """Who runs the bot."""
    return Neighbour(town, "telegram", "telegram:42", "Chef", "fr").joins()


def code_from(chef: Neighbour, post: str = "territoire") -> str:
    """Ask for a code; gives it as the card shows it."""
    said = chef.says(f"/jardinier {post} code")
    if "La personne qui utilisera le code" in said:
        said = chef.presses("Créer un code")
    found = re.search(r"/start (\S{3}-\S{3}-\S{3}-\S{3})$", said, re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_member_brings_a_code_and_takes_the_seat(town: Town, chef: Neighbour) -> None:
    luc, zoe = town.gardener("region"), town.member("Zoé")

    offered = zoe.says(f"/start {code_from(chef)}")
    taken = zoe.presses(ACCEPT)

    assert offered.startswith(
        "Pionniers de l'énergie : Jardinage pour le territoire\nChef vous propose ce rôle."
    )
    assert taken.startswith(
        "Jardinage pour le territoire\nCe rôle est à vous. Merci.\n---\nÀ faire"
    )
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert chef.inbox[-1] == "Zoé a accepté le rôle proposé : Jardinage pour le territoire."
    assert luc.inbox[-1] == "Zoé jardine désormais Pionniers de l'énergie, pour le territoire."
    assert ("territory given", "done") in audited(town, zoe)


def test_a_stranger_joins_first_and_then_takes_the_seat(town: Town, chef: Neighbour) -> None:
    nina = town.stranger("Nina", on="matrix")

    notice = nina.says(f"!start {code_from(chef)}")
    before = seats(town)[Seat.TERRITORY]
    joined = nina.presses("J'ai 15 ans ou plus, j'accepte")
    nina.presses(ACCEPT, next(it for it in reversed(nina.direct) if ACCEPT in it.typed))

    assert notice.startswith("Rejoindre Pionniers de l'énergie")
    assert before == "telegram:43"
    assert "Chef vous propose ce rôle." in joined
    assert seats(town)[Seat.TERRITORY] == nina.address


def test_telegram_opens_with_the_code(town: Town, chef: Neighbour) -> None:
    code = code_from(chef)

    url = next(span.url for span in chef.direct[-1].said.spans if span.url)

    assert url == f"playground:telegram?start={code}"


@pytest.mark.parametrize(
    ("post", "held"),
    [("territoire suppléant", "territory_deputy"), ("agent", "agent")],
)
def test_a_code_gives_a_post_beside_the_seats(
    town: Town, chef: Neighbour, post: str, held: str
) -> None:
    zoe = town.member("Zoé")

    zoe.says(f"/start {code_from(chef, post)}")
    zoe.presses(ACCEPT)

    assert posts(town) == {(held, zoe.address)}


def test_a_code_for_a_held_seat_is_asked_for_twice_and_says_whom_it_replaces(
    town: Town, chef: Neighbour
) -> None:
    ana, zoe = town.gardener("territory"), town.member("Zoé")

    asked = chef.says("/jardinier territoire code")
    offered = zoe.says(f"/start {code_from(chef)}")
    zoe.presses(ACCEPT)

    assert "Ana a ce rôle." in asked
    assert "Vous prendriez la suite de Ana." in offered
    assert ana.inbox[-1].startswith("Vous ne jardinez plus")
    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_code_is_no_order_to_take_the_seat(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)
    zoe.says(f"/start {code}")
    card = zoe.direct[-1]

    refused = zoe.presses("Non merci")

    assert refused == "Rien n'a changé, et le code n'est plus valable."
    assert chef.inbox[-1] == "Zoé a décliné le rôle proposé : Jardinage pour le territoire."
    assert zoe.presses(ACCEPT, card).startswith(OVER)
    assert zoe.says(f"/start {code}") == WRONG
    assert seats(town)[Seat.TERRITORY] == "telegram:43"


def test_a_new_gardener_reads_what_the_role_means_and_what_to_begin_with(
    town: Town, chef: Neighbour
) -> None:
    zoe = town.stranger("Zoé")
    zoe.says(f"/start {code_from(chef)}")
    zoe.presses("J'ai 15 ans ou plus, j'accepte")
    welcome, offer = zoe.direct[-2:]

    zoe.presses(ACCEPT)

    assert welcome.text == "👋 Bienvenue, Zoé."
    assert [each.label for each in offer.choices] == [ACCEPT, "Non merci"]
    assert "La lettre part quand les deux côtés l'ont approuvée." in offer.text
    assert zoe.inbox[-1].startswith("À faire")


def test_a_code_works_once(town: Town, chef: Neighbour) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève")
    code = code_from(chef)
    zoe.says(f"/start {code}")

    before_the_yes = eve.says(f"/start {code}")
    card = zoe.direct[-1]
    zoe.presses(ACCEPT)

    assert before_the_yes == WRONG
    assert eve.says(f"/start {code}") == WRONG
    assert zoe.says(f"/start {code}") == WRONG
    assert zoe.presses(ACCEPT, card).startswith(OVER)
    assert seats(town)[Seat.TERRITORY] == zoe.address
    assert audited(town, eve) == [("seat code", "refused")] * 2


def test_nobody_else_takes_what_was_brought(town: Town, chef: Neighbour) -> None:
    zoe, eve = town.member("Zoé"), town.member("Ève")
    zoe.says(f"/start {code_from(chef)}")
    press = zoe.direct[-1].choice(ACCEPT).press

    told = [
        presses_forged(eve, press),
        presses_forged(eve, press.replace("take", "refuse")),
        eve.says(f"/start in1-seat-{press.partition(':')[2]}"),
    ]

    assert all(each.startswith(OVER) for each in told)
    assert audited(town, eve) == [("seat code", "refused")] * 3
    assert seats(town)[Seat.TERRITORY] == "telegram:43"
    zoe.presses(ACCEPT)
    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_a_yes_for_the_cultivator_is_none_of_a_code(town: Town, chef: Neighbour) -> None:
    """The two kinds of offers do not answer each other's buttons."""
    town.gardener("territory")
    zoe = town.member("Zoé")
    chef.says(f"/jardinier territoire {zoe.address}")
    number = chef.direct[-1].choice("Oui, remplacer").press.partition(":")[2]

    taken = presses_forged(zoe, f"seat_take:{number}")
    zoe.says(f"/start {code_from(chef, 'agent')}")
    number = zoe.direct[-1].choice(ACCEPT).press.partition(":")[2]
    confirmed = presses_forged(chef, f"seat_sure:{number}")

    assert taken.startswith(OVER)
    assert confirmed.startswith("Cela a changé entre-temps.")
    assert posts(town) == set()
    assert seats(town)[Seat.TERRITORY] == "telegram:43"


def test_a_code_ends_after_a_day(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    code, other = code_from(chef), code_from(chef, "agent")
    bea.says(f"/start {other}")
    town.move(codes.LONG_LIFE)

    assert zoe.says(f"/start {code}") == WRONG
    assert bea.presses(ACCEPT).startswith(OVER)


def test_a_new_code_ends_the_one_before(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    first, second = code_from(chef), code_from(chef)

    assert zoe.says(f"/start {first}") == WRONG
    assert "Chef vous propose" in zoe.says(f"/start {second}")


def test_a_seat_given_otherwise_ends_its_code(town: Town, chef: Neighbour) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    code = code_from(chef)
    chef.says(f"/jardinier territoire {bea.address}")
    chef.presses("Oui, remplacer")

    assert zoe.says(f"/start {code}") == WRONG
    assert seats(town)[Seat.TERRITORY] == bea.address


def test_a_code_is_worth_nothing_once_its_giver_runs_the_bot_no_more(
    town: Town, chef: Neighbour
) -> None:
    zoe, bea = town.member("Zoé"), town.member("Béa")
    brought, kept = code_from(chef, "agent"), code_from(chef)
    bea.says(f"/start {brought}")
    with town.database.unit() as store:
        store[Cultivators].replace_all(["telegram:77"])

    assert zoe.says(f"/start {kept}") == WRONG
    assert bea.presses(ACCEPT).startswith(OVER)


def test_a_code_in_a_shared_room_is_void_and_its_giver_knows(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)

    said = zoe.says(f"/start {code}", room=zoe.square)

    assert said.startswith(BURNT)
    assert chef.inbox[-1] == (
        "Votre code a été montré dans un salon partagé : il n'est plus valable."
    )
    assert zoe.says(f"/start {code}") == WRONG
    assert ("seat code", "refused") in audited(town, zoe)


def test_a_code_is_never_shown_in_a_shared_room(town: Town, chef: Neighbour) -> None:
    chef.says("/jardinier agent code", room=chef.square)

    shown = [each.text for each in town.said_in(chef.square)]
    assert shown == ["Je vous ai répondu en privé."]
    assert re.search(r"/start \S{3}-\S{3}-\S{3}-\S{3}", chef.inbox[-1])


def test_five_wrong_codes_make_an_account_wait(town: Town, chef: Neighbour) -> None:
    eve = town.member("Ève")

    answers = [eve.says(f"/start 222-222-222-22{'ACDEF'[n]}") for n in range(5)]
    paused = eve.says(f"/start {code_from(chef)}")
    town.move(codes.PAUSE)

    assert answers == [WRONG] * 5
    assert paused.startswith("Trop de codes faux.")
    assert audited(town, eve) == [("seat code", "refused")] * 6
    assert "Chef vous propose" in eve.says(f"/start {code_from(chef)}")


def test_wrong_codes_of_both_kinds_are_counted_together(town: Town, chef: Neighbour) -> None:
    eve = town.member("Ève")

    for n in range(3):
        eve.says(f"/start 222-222-222-22{'ACD'[n]}")
        eve.says(f"/relier 222-222-2{'ACD'[n]}")

    assert eve.says(f"/start {code_from(chef)}").startswith("Trop de codes faux.")


@pytest.mark.parametrize("word", ["bonjour", "K7M-4PX-2R", "in1", "x" * 40, "illicooooooo"])
def test_other_words_of_a_link_are_no_codes(town: Town, word: str) -> None:
    zoe = town.member("Zoé")

    assert zoe.says(f"/start {word}").startswith("Bonjour Zoé")
    assert audited(town, zoe) == []


def test_only_hashes_are_kept(town: Town, chef: Neighbour) -> None:
    nina = town.stranger("Nina", on="matrix")
    code = code_from(chef)
    nina.says(f"!start {code}")

    with town.database.unit() as store:
        (kept,) = store._session.query(SeatOffer)
        connection = store._session.connection()
        rows = [
            str(connection.exec_driver_sql(f"SELECT * FROM {name}").all())  # noqa: S608
            for name in ("deliveries", "inbox", "seat_offers", "audit", "forms")
        ]
    assert kept.digest == codes.digest_of_code(code)
    for secret in (code, code.replace("-", "")):
        assert not any(secret in each for each in rows)


def test_it_survives_a_restart(town: Town, chef: Neighbour) -> None:
    zoe = town.member("Zoé")
    code = code_from(chef)
    town.restart()
    zoe.says(f"/start {code}")
    town.restart()

    zoe.presses(ACCEPT)

    assert seats(town)[Seat.TERRITORY] == zoe.address


def test_the_other_sides_gardener_does_not_take_it(town: Town, chef: Neighbour) -> None:
    luc = town.gardener("region")

    assert luc.says(f"!start {code_from(chef)}") == (
        "Luc a déjà l'autre rôle de l'équipe : il faut deux personnes différentes."
    )
    assert seats(town)[Seat.TERRITORY] == "telegram:43"


# The first cultivator


@pytest.fixture
def wild(database_url: str, saved_towns: SavedTowns | None) -> Iterator[Town]:
    """A town that nobody runs."""
    settings = town_settings()
    instance = settings.instance.model_copy(update={"cultivators": ()})
    made = Town(database_url, settings.model_copy(update={"instance": instance}), saved=saved_towns)
    yield made
    made.close()


def first_code(town: Town) -> str | None:
    """What the program prints when it starts."""
    with town.database.unit() as store:
        return new_cultivator_code(store)


def cultivators(town: Town) -> list[str]:
    with town.database.unit() as store:
        return list(store[Cultivators].all())


def offer_of(person: Neighbour) -> str:
    """The number of the offer that somebody is asked about."""
    return person.direct[-1].choice(ACCEPT).press.rpartition(":")[2]


def test_whoever_brings_the_first_code_runs_the_bot(wild: Town) -> None:
    code = first_code(wild)
    runner = wild.stranger("Ida")

    asked = runner.says(f"/start {code}")
    before = cultivators(wild)
    said = runner.presses(ACCEPT)
    runner.joins()

    assert asked.startswith("Gérer Terreau")
    assert before == [], "a link asks, and a code may come by one"
    assert said.startswith("Vous êtes désormais responsable du service")
    assert cultivators(wild) == [runner.address]
    assert runner.says("/jardinier").startswith("Équipe – Pionniers de l'énergie")
    assert ("cultivator", "done") in audited(wild, runner)
    assert first_code(wild) is None


def test_the_first_code_works_once_and_until_the_next_start(wild: Town) -> None:
    old, code = first_code(wild), first_code(wild)
    ida, eve = wild.stranger("Ida"), wild.stranger("Ève")

    assert ida.says(f"/start {old}") == WRONG
    assert ida.says(f"/start {code}").startswith("Gérer")
    assert eve.says(f"/start {code}") == WRONG
    presses_forged(eve, f"seat_run:{offer_of(ida)}")
    assert cultivators(wild) == []
    assert ida.presses(ACCEPT).startswith("Vous êtes désormais responsable du service")
    assert cultivators(wild) == [ida.address]


def test_the_first_code_has_no_other_end(wild: Town) -> None:
    code = first_code(wild)
    wild.move(timedelta(days=90))

    assert wild.stranger("Ida").says(f"/start {code}").startswith("Gérer")


def test_the_first_code_is_void_once_somebody_runs_the_bot(wild: Town) -> None:
    code = first_code(wild)
    with wild.database.unit() as store:
        store[Cultivators].replace_all(["telegram:42"])
    eve = wild.stranger("Ève")

    assert eve.says(f"/start {code}") == WRONG
    assert cultivators(wild) == ["telegram:42"]


def test_the_first_code_shown_to_others_is_void(wild: Town) -> None:
    code, ida = first_code(wild), wild.member("Ida")

    assert ida.says(f"/start {code}", room=ida.square).startswith(BURNT)
    assert ida.says(f"/start {code}") == WRONG
    assert cultivators(wild) == []


def test_the_first_code_is_guessed_by_nobody(wild: Town) -> None:
    code, eve = first_code(wild), wild.stranger("Ève")

    for n in range(codes.TRIES):
        eve.says(f"/start 222-222-222-22{'ACDEF'[n]}")

    assert eve.says(f"/start {code}").startswith("Trop de codes faux.")
    assert cultivators(wild) == []
