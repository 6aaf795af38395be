"""Members in the directory: one line each, and a button to their card."""

from collections.abc import Sequence

from bot.core import Buttons, Context, Line, Words, commune_of, in_rows, text
from bot.domain.communes import Commune
from bot.references.directory import open_directory_member
from bot.vocabulary.places.places import place_in_words
from handlers.directory.line_parts import LONGEST_LABEL, listed_line
from storage.members import Entry


def member_lines(ctx: Context, entries: Sequence[Entry], home: Commune | None = None) -> list[Line]:
    """The members, with their distance from a place that is sought."""
    return [_member_line(ctx, each, home) for each in entries]


def member_rows(entries: Sequence[Entry]) -> Buttons:
    """A button to each member's card."""
    return in_rows(
        [
            open_directory_member.button(each.member.name[:LONGEST_LABEL], each.member.id)
            for each in entries
        ],
        2,
    )


def _member_line(ctx: Context, entry: Entry, home: Commune | None) -> Words:
    member = entry.member
    is_reader = member.id == ctx.member.id
    name: Words = text("{name} (you)", name=member.name) if is_reader else member.name
    place = place_in_words(member)
    return listed_line(name, place, member.about, at=commune_of(member), home=home)
