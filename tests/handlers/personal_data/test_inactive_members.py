"""Members who were not seen for long: asked once, then erased; any sign keeps them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.app import declarations
from bot.config import Settings
from bot.core import JobContext
from bot.operations.personal_data import forget_now
from bot.vocabulary.community_settings import contact
from handlers.personal_data.inactivity import (
    AT_ONCE,
    InactivityStep,
    ask_inactive_members,
    count_inactive_members,
)
from storage.audit import Audit
from storage.members import Identities, Members
from storage.members.member_tables import Member
from storage.personal_data import Cutoffs, InactiveMembers
from tests.handlers.personal_data.departures import later
from tests.town import START, Neighbour, Town

ASKED = "Voulez-vous rester dans Pionniers de l'énergie ?"
CROWD = AT_ONCE + 7
HALF_A_YEAR = timedelta(days=185)


@pytest.fixture
def patient(town: Town) -> Town:
    """A town where a member not seen for six months is asked, and has 30 days."""

    def change(settings: Settings) -> Settings:
        privacy = settings.privacy.model_copy(update={"retention_months": 6})
        return settings.model_copy(update={"privacy": privacy})

    town.configure(change)
    return town


def is_there(town: Town, person: Neighbour) -> bool:
    with town.database.unit() as store:
        return store[Identities].get(person.address) is not None


@pytest.mark.slow
def test_inactive_members_are_asked_once_and_erased_at_the_end(patient: Town) -> None:
    """Those without messages are not asked, and have the same time; those with a role stay."""
    zoe = patient.member("Zoé").wants_messages()
    max_ = patient.member("Max", on="matrix").wants_messages()
    silent = patient.member("Lou Unique")
    ana, carl = patient.gardener("territory"), patient.cultivator().joins()
    said = len(silent.inbox)

    later(patient, HALF_A_YEAR)
    later(patient, timedelta(days=29))
    for each in (zoe, max_):
        [asked] = [words for words in each.inbox if words.startswith(ASKED)]
        assert asked.startswith(
            f"{ASKED}\nSans signe de vous d'ici le dimanche 27 juin, j'efface tout ce que je garde "
            "sur vous. Un mot de vous suffit."
        )
    assert all(is_there(patient, each) for each in (zoe, max_, silent, ana, carl))
    later(patient, timedelta(days=1))

    assert not any(is_there(patient, each) for each in (zoe, max_, silent))
    assert zoe.inbox[-1].startswith(ASKED)
    assert max_.inbox[-1].startswith(ASKED)
    assert len(silent.inbox) == said
    for each in (ana, carl):
        assert is_there(patient, each)
        assert not any(words.startswith(ASKED) for words in each.inbox)
    assert zoe.presses("Je reste") == (
        "Tout ce que je gardais sur vous est effacé. /rejoindre pour recommencer."
    )
    with patient.database.unit() as store:
        [trace] = [each for each in store[Audit].latest(50) if each.action == "unseen erased"]
    assert (trace.actor, trace.facts) == ("", {"members": 3})
    assert "Des membres sans nouvelles depuis longtemps ont été effacés" in carl.says("/traces")


@pytest.mark.slow
def test_any_sign_keeps_a_member_who_is_asked_again_later(patient: Town) -> None:
    zoe, max_ = patient.member("Zoé").wants_messages(), patient.member("Max").wants_messages()
    later(patient, HALF_A_YEAR)
    stayed = zoe.presses("Je reste")
    max_.says("/aide", max_.square)
    later(patient, timedelta(days=60))

    assert stayed == "C'est noté : vous restez, et rien ne change. /moi montre votre profil."
    assert is_there(patient, zoe)
    assert is_there(patient, max_)

    later(patient, HALF_A_YEAR)
    assert zoe.inbox[-1].startswith(ASKED)
    assert len([words for words in max_.inbox if words.startswith(ASKED)]) == 2
    later(patient, timedelta(days=31))
    assert not is_there(patient, zoe)
    assert not is_there(patient, max_)


@pytest.mark.slow
def test_nobody_is_asked_where_no_time_was_set(town: Town) -> None:
    zoe = town.member("Zoé").wants_messages()

    later(town, HALF_A_YEAR)
    later(town, timedelta(days=31))
    for years in (3, 10, 20):
        with town.database.unit() as store:
            ctx = context(town, store, START + years * timedelta(days=366))
            assert ask_inactive_members(ctx) == InactivityStep()

    assert is_there(town, zoe)
    assert not any(each.startswith(ASKED) for each in zoe.inbox)


@pytest.mark.slow
def test_a_question_that_has_yet_to_leave_keeps_its_person(patient: Town) -> None:
    zoe = patient.member("Zoé").wants_messages()
    later(patient, HALF_A_YEAR - timedelta(hours=12))  # in the night

    with patient.database.unit() as store:
        since = Cutoffs(date(2100, 1, 1), date(2100, 1, 1))
        assert [each.name for each in store[InactiveMembers].to_erase(since, 9)] == []
    patient.move(timedelta(hours=12))

    assert zoe.inbox[-1].startswith(ASKED)
    with patient.database.unit() as store:
        assert [each.name for each in store[InactiveMembers].to_erase(since, 9)] == ["Zoé"]


def crowd(town: Town, people: int) -> None:
    """Members whom nobody saw for years."""
    with town.database.unit() as store:
        for nth in range(people):
            at = datetime(2020, 1, 1, tzinfo=UTC)
            store[Members].register(f"telegram:{9000 + nth}", f"M{nth}", direct=None, at=at)


def context(town: Town, store: object, at: datetime) -> JobContext:
    who = contact(town.stage.settings)
    return JobContext(
        store,  # type: ignore[arg-type]
        now=at,
        community=None,
        contact=who,
        declared=declarations(),
    )


@pytest.mark.slow
def test_inactive_members_are_handled_a_few_at_a_time(patient: Town) -> None:
    crowd(patient, CROWD)
    at, end = START, START + timedelta(days=30)

    steps = []
    for now in (at, at, at, end, end, end):
        with patient.database.unit() as store:
            seen = count_inactive_members(context(patient, store, now))
            done = ask_inactive_members(context(patient, store, now))
        steps.append(done)
        assert seen.asked >= done.asked
        assert seen.erased >= done.erased

    assert steps == [
        InactivityStep(AT_ONCE, 0),
        InactivityStep(7, 0),
        InactivityStep(),
        InactivityStep(0, AT_ONCE),
        InactivityStep(0, 7),
        InactivityStep(),
    ]


@pytest.mark.slow
def test_a_dry_run_tells_how_many_and_a_real_one_does_it(patient: Town) -> None:
    crowd(patient, CROWD)

    def told(at: datetime, *, dry: bool) -> tuple[int, int]:
        found = forget_now(patient.stage.settings, patient.database, at, dry=dry)
        counts = {each.table: each.count for each in found}
        return counts["members (asked whether to stay)"], counts["members"]

    def members() -> int:
        with patient.database.unit() as store:
            return store[Members]._session.scalar(select(func.count()).select_from(Member)) or 0

    end = START + timedelta(days=30)
    assert [told(START, dry=True), told(START, dry=True)] == [(CROWD, 0)] * 2
    assert told(START, dry=False) == (CROWD, 0)
    assert told(START, dry=True) == (0, 0)
    assert told(end, dry=True) == (0, CROWD)
    assert members() == CROWD
    assert told(end, dry=False) == (0, CROWD)
    assert members() == 0


def test_the_notice_mentions_the_erasure_of_inactive_members(patient: Town) -> None:
    said = patient.stranger("Zoé").says("/confidentialite")

    assert (
        "Après 6 mois sans signe de vous, je vous demande une fois si vous restez, si j'ai le "
        "droit de vous écrire. Sans réponse dans les 30 jours, tout ce qui vous concerne est "
        "effacé."
    ) in said


def test_the_notice_does_not_mention_inactive_members_where_they_stay(town: Town) -> None:
    notice = town.stranger("Zoé").says("/confidentialite")

    assert notice.startswith("Confidentialité\nQui en est responsable\n")
    assert "je vous demande une fois" not in notice
