"""References of the directory that several files use."""

from dataclasses import dataclass
from typing import Any

from bot.core import (
    Answer,
    Button,
    ButtonRef,
    Buttons,
    CommandRef,
    Context,
    Contributions,
    FormRef,
    Line,
    Replace,
    Text,
)

directory_command: CommandRef[..., Any] = CommandRef("who", "annuaire")
search_directory: FormRef[..., Any] = FormRef("directory_search")
ask_directory_place: FormRef[..., Any] = FormRef("directory_place")
open_directory: ButtonRef[[str, int], Answer] = ButtonRef("directory")
"""A filter, and how many members come before the page."""
offer_directory_domains: ButtonRef[[str], Answer] = ButtonRef("directory_domains")
offer_directory_places: ButtonRef[[str], Answer] = ButtonRef("directory_places")
open_directory_member: ButtonRef[[int], Answer] = ButtonRef("directory_member")
open_organisations: ButtonRef[[str, int], Answer] = ButtonRef("organisations")
"""A filter, and how many organisations come before the page."""
open_organisation: ButtonRef[[int], Answer] = ButtonRef("organisation")
request_organisation_removal: ButtonRef[[int], Answer] = ButtonRef("organisation_ask")
remove_organisation: ButtonRef[[int], Replace] = ButtonRef("organisation_remove")
ask_organisation_list: ButtonRef[[], Answer] = ButtonRef("organisations_import")


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectorySection:
    """Things of another feature beside the members and the organisations."""

    title: Text
    lines: tuple[Line, ...]
    """The first that have the words searched for; none beside the whole directory."""
    rows: Buttons
    """Buttons to these."""
    more: Button
    """Shows them all, with their number."""


directory_sections: Contributions[Context, [str], DirectorySection | None]
directory_sections = Contributions("directory sections")
"""Things with these words; beside the whole directory without words. None where there are none."""
