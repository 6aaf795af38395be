"""The pages for data protection officers say what the program does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.domain.personal_data import RetentionPeriods
from storage.unit_of_work import Database
from tests.town import Town

DOCS = Path(__file__).parents[3] / "docs"
PAGES = {"en": DOCS / "dpo.md", "fr": DOCS / "fr" / "dpo.md"}
UNITS = {
    "en": ("at its end", "month", "day", "hour", "minute"),
    "fr": ("à son échéance", "mois", "jour", "heure", "minute"),
}
NOW = datetime(2026, 11, 25, tzinfo=UTC)
DEFAULT = RetentionPeriods()
LONGER = {
    "failed_days": RetentionPeriods(set_aside=timedelta(days=8)),
    "inbox_days": RetentionPeriods(received=timedelta(days=31)),
    "outbox_days": RetentionPeriods(sent=timedelta(days=61)),
    "audit_months": RetentionPeriods(audit_months=13),
}
"""The settings, each longer than the default."""


def after(page: str, mark: str) -> list[str]:
    """The lines of the table or quote below a mark."""
    return page.partition(f"<!-- {mark} -->\n")[2].partition("\n\n")[0].splitlines()


def purged(database: Database, ages: RetentionPeriods) -> dict[str, timedelta]:
    """The greatest age of the rows of each table, or of the values of a column."""
    with database.unit() as store:
        found = store.purge(NOW, ages)
    return {
        name: NOW - each.before
        for each in found
        for name in each.table.split(", ")
        if not name.endswith(")")
    }


def in_words(age: timedelta, setting: str, locale: str) -> str:
    """An age as the page says it."""
    at_end, month, *units = UNITS[locale]
    if setting == "audit_months":
        many, unit = DEFAULT.audit_months, month
    elif not age:
        return at_end
    else:
        lengths = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
        many, unit = next(
            (age // length, unit)
            for length, unit in zip(lengths, units, strict=True)
            if age >= length
        )
    words = f"{many} {unit}{'s' * (many > 1 and not unit.endswith('s'))}"
    return f"`{setting}`, {words}" if setting else words


def retention(database: Database) -> dict[str, tuple[timedelta, str]]:
    """The greatest age of the rows of each table, with its setting, if any."""
    ages = purged(database, DEFAULT)
    settings = {
        table: setting
        for setting, longer in LONGER.items()
        for table, age in purged(database, longer).items()
        if age != ages[table]
    }
    return {table: (age, settings.get(table, "")) for table, age in ages.items()}


def test_the_periods_are_those_of_the_program(town: Town) -> None:
    ages = retention(town.database)
    for locale, page in PAGES.items():
        rows = after(page.read_text(encoding="utf-8"), "retention")[2:]
        cells = [[cell.strip() for cell in row.strip("| ").split(" | ")] for row in rows]
        said = {name.strip("`"): period for name, _, period in cells}
        known = {table: in_words(*age, locale) for table, age in ages.items()}

        assert said.keys() == known.keys()
        wrong = [name for name, period in known.items() if not said[name].startswith(period)]
        assert wrong == [], page


def test_the_impact_assessment_repeats_these_periods() -> None:
    for page in PAGES.values():
        whole = after(page.read_text(encoding="utf-8"), "retention")
        some = after(page.with_name("aipd.md").read_text(encoding="utf-8"), "retention")

        assert len(some) > 2
        assert set(some) <= set(whole), page


def test_the_notice_is_word_for_word(town: Town) -> None:
    for locale, page in PAGES.items():
        zoe = town.stranger("Zoé", locale=locale)
        for mark, typed in (("short notice", "/rejoindre"), ("notice", "/confidentialite")):
            quoted = after(page.read_text(encoding="utf-8"), mark)
            told = zoe.says(typed).splitlines()

            words = [each for line in quoted if (each := line.strip("> *"))]
            assert words == [each for each in told if each and not _is_title_of_joining(each)]


def _is_title_of_joining(line: str) -> bool:
    return line.startswith(("Rejoindre ", "Join "))
