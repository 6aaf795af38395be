"""All that a feature file may import, and the engine behind it."""

from bot.core.context.audience import (
    LETTER,
    Recipients,
    direct_room,
    living_room,
    quiet_between,
    quiet_of,
    reached,
    recipients_of,
    zone_of,
)
from bot.core.context.contact import Contact, Purpose
from bot.core.context.context import Context
from bot.core.context.gardeners_on_duty import SeatStatus, agents_of, hands_of, is_paused
from bot.core.context.job_context import JobContext, NotForReader
from bot.core.context.lanes import Lanes
from bot.core.context.person import CommunityChoice
from bot.core.context.retry import keep_looking
from bot.core.declarations.access.available_commands import offered, runs_bare, within
from bot.core.declarations.access.permissions import NotAllowed
from bot.core.declarations.arguments.parameters import asks, at_most, gone_by, option, reads
from bot.core.declarations.arguments.place_lookup import around, commune_of
from bot.core.declarations.arguments.readers import read_upload, read_words
from bot.core.declarations.contributed.contributions import Contributions
from bot.core.declarations.contributed.sections import (
    LetterItem,
    Signature,
    frozen_item,
    letter_items,
    thawed_item,
)
from bot.core.declarations.contributed.todo import Todo, waiting
from bot.core.declarations.declaration import Act, Command, KeptData, Where
from bot.core.declarations.jobs import JobRegistry
from bot.core.declarations.live_cards import presses_above, presses_beside
from bot.core.declarations.pages import NothingHere, Page, UnknownToken
from bot.core.declarations.planned_commands import NotYetThere, planned_name
from bot.core.declarations.references.common_commands import (
    cancel_command,
    help_command,
    join_command,
    leave_command,
    menu_command,
    write_command,
)
from bot.core.declarations.references.references import (
    ButtonRef,
    CardRef,
    CommandRef,
    DownloadRef,
    FileRef,
    FormRef,
    JobRef,
    PageRef,
    UploadRef,
)
from bot.core.declarations.registry import declarations_of
from bot.core.declarations.router import Router
from bot.core.heartbeats import Heartbeat
from bot.core.inbound.forms.drafts import draft_offer
from bot.core.inbound.senders.community_choice import change_button, named
from bot.core.inbound.senders.sender import known_room
from bot.core.messages.answers import (
    PASSED_ON,
    Answer,
    Message,
    OpenDirect,
    PassedOn,
    Replace,
    Toast,
)
from bot.core.messages.combined_reply import as_card, together
from bot.core.messages.content import (
    Asked,
    Ballot,
    Bold,
    Button,
    Buttons,
    Card,
    Document,
    File,
    Keys,
    Line,
    Link,
    Quote,
    Small,
    Text,
    Typed,
    Words,
    button,
    direct_button,
    in_rows,
    joined,
    link_button,
    ntext,
    text,
)
from bot.core.messages.encoding.message_encoding import encode_upload
from bot.core.messages.incoming import Answered, Outcome, Upload
from bot.core.messages.language.i18n import Reader, said_everywhere
from bot.core.messages.picture_content import (
    Bar,
    Chart,
    ChartBar,
    Map,
    MapArea,
    MapMark,
    Photo,
    Picture,
)
from bot.locales import LOCALES
from bot.workers.printed_sheets import (
    FAMILY,
    SECONDS,
    Sheet,
    Slip,
    draw_code,
    new_pdf,
    print_sheet,
)

__all__ = [
    "FAMILY",
    "LETTER",
    "LOCALES",
    "PASSED_ON",
    "SECONDS",
    "Act",
    "Answer",
    "Answered",
    "Asked",
    "Ballot",
    "Bar",
    "Bold",
    "Button",
    "ButtonRef",
    "Buttons",
    "Card",
    "CardRef",
    "Chart",
    "ChartBar",
    "Command",
    "CommandRef",
    "CommunityChoice",
    "Contact",
    "Context",
    "Contributions",
    "Document",
    "DownloadRef",
    "File",
    "FileRef",
    "FormRef",
    "Heartbeat",
    "JobContext",
    "JobRef",
    "JobRegistry",
    "KeptData",
    "Keys",
    "Lanes",
    "LetterItem",
    "Line",
    "Link",
    "Map",
    "MapArea",
    "MapMark",
    "Message",
    "NotAllowed",
    "NotForReader",
    "NotYetThere",
    "NothingHere",
    "OpenDirect",
    "Outcome",
    "Page",
    "PageRef",
    "PassedOn",
    "Photo",
    "Picture",
    "Purpose",
    "Quote",
    "Reader",
    "Recipients",
    "Replace",
    "Router",
    "SeatStatus",
    "Sheet",
    "Signature",
    "Slip",
    "Small",
    "Text",
    "Toast",
    "Todo",
    "Typed",
    "UnknownToken",
    "Upload",
    "UploadRef",
    "Where",
    "Words",
    "agents_of",
    "around",
    "as_card",
    "asks",
    "at_most",
    "button",
    "cancel_command",
    "change_button",
    "commune_of",
    "declarations_of",
    "direct_button",
    "direct_room",
    "draft_offer",
    "draw_code",
    "encode_upload",
    "frozen_item",
    "gone_by",
    "hands_of",
    "help_command",
    "in_rows",
    "is_paused",
    "join_command",
    "joined",
    "keep_looking",
    "known_room",
    "leave_command",
    "letter_items",
    "link_button",
    "living_room",
    "menu_command",
    "named",
    "new_pdf",
    "ntext",
    "offered",
    "option",
    "planned_name",
    "presses_above",
    "presses_beside",
    "print_sheet",
    "quiet_between",
    "quiet_of",
    "reached",
    "read_upload",
    "read_words",
    "reads",
    "recipients_of",
    "runs_bare",
    "said_everywhere",
    "text",
    "thawed_item",
    "together",
    "waiting",
    "within",
    "write_command",
    "zone_of",
]
