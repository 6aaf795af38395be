"""Labels and limits of lists, ways to join with a code, and what `/mydata` says of invitations."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.core import JobContext, Line, Link, Router, Text, text
from bot.domain.invitations import Match, Problem
from bot.references.invitations import open_list_invitation
from bot.vocabulary.audiences import domain_words
from bot.vocabulary.outside_sources import LIST_FAILURES
from bot.workers.tables import MOST_PEOPLE, ListRequest, ReadFailure
from storage.communities import Community
from storage.files import Files
from storage.invitations import Import, Invitees
from storage.unit_of_work import Store

router = Router()

CARD = "import"
"""The live card of an import, in the direct room of the gardener who sent the list."""
OUTCOME = "members_import"
INVITED_FOR = timedelta(days=60)
"""People stay invited for this long after the day of the list, as the notice promises."""

PROBLEM_TEXTS: Mapping[Problem, Text] = {
    Problem.NO_NAME: text("the name is missing"),
    Problem.LONG_NAME: text("the name is longer than 60 characters:"),
    Problem.ODD_NAME: text("this is not a name:"),
    Problem.ODD_EMAIL: text("this is not an e-mail address:"),
    Problem.COMMUNE: text("commune not recognised:"),
    Problem.CIRCLE: text("participation not recognised:"),
    Problem.DOMAIN: text("topic not recognised:"),
    Problem.LOCALE: text("language not recognised:"),
}
MATCH_LABELS: Mapping[Match, Text] = {
    Match.MEMBER_EMAIL: text("already a member, same e-mail"),
    Match.MEMBER_PLACE: text("already a member, same name and commune"),
    Match.INVITED_EMAIL: text("already invited, same e-mail"),
    Match.INVITED_PLACE: text("already invited, same name and commune"),
    Match.TWICE_EMAIL: text("listed above, same e-mail"),
    Match.TWICE_PLACE: text("listed above, same name and commune"),
}
FAILURE_TEXTS: Mapping[ReadFailure, Text] = {
    **LIST_FAILURES,
    ReadFailure.TOO_MANY: text(
        "There are more than {most} people on this list: send it in several files.",
        most=MOST_PEOPLE,
    ),
    ReadFailure.NO_NAMES: text(
        "I find no column of names. The first line must name the columns: Name, First name, "
        "E-mail, Commune…"
    ),
}


def list_to_read(store: Store, import_: Import, community: Community) -> ListRequest:
    """The request to read the list of an import. Raises `FileGone`."""
    path = store[Files].path(import_.file_id or 0)
    known = store[Invitees].known(community.id, but=import_.id)
    return ListRequest(path, domain_words(community.domains), known)


def invitation_word(ctx: JobContext, code: str) -> str:
    """The word of a link that brings a code; hyphens would separate its parts."""
    return open_list_invitation.link_word(ctx, code.replace("-", ""))


def first_link(ctx: JobContext, word: str) -> str:
    """The address that brings a word, on the first network where links bring one along."""
    links = (each.start_link(word) for each in ctx.contact.networks.values())
    return next(filter(None, links), "")


def way_lines(
    ctx: JobContext, word: str, code: str, title: Callable[[str], Text] | None = None
) -> list[Line]:
    """A link where a network has them, else where to write and what to type there.

    Without a `title` for the link to a network, as on paper, what can be typed is all.
    """
    lines: list[Line] = []
    for name, network in ctx.contact.networks.items():
        url = network.start_link(word)
        if not url:
            lines += _typed_way_lines(ctx, name, code)
        elif title is not None:
            lines += [title(ctx.contact.network_name(name)), url]
    return lines


def _typed_way_lines(ctx: JobContext, network: str, code: str) -> list[Line]:
    """The address on a network without deep links, and the words to type there."""
    links, name = ctx.contact.networks[network], ctx.contact.network_name(network)
    typed = text("{mark}join {code}", mark=links.mark, code=code)
    lines: list[Line] = [text("On {network}, the command is: {typed}", network=name, typed=typed)]
    if address := links.start_link(""):
        lines.append(Link(text("Where to write to me on {network}", network=name), address))
    return lines


router.personal_data(
    "invitations",
    text("Your invitations"),
    text("Your code, and how many people joined with it."),
    order=150,
    labels={"code": text("code"), "came": text("people who came by it")},
)
router.personal_data(
    "invitees",
    text("Lists with your name"),
    text(
        "What a list of people to invite said about you, and where it came from. Kept for 60 days "
        "at most."
    ),
    order=250,
    labels={"written_at": text("written to on")},
)
router.personal_data(
    "imports",
    text("Lists that you imported"),
    text("Where they came from, without the names in them. Kept for 60 days at most."),
    order=260,
    labels={
        "seen": text("lines read"),
        "written_line": text("last line taken in"),
        "letters_at": text("e-mails asked for on"),
        "letters": text("e-mails written"),
        "refusals": text("people who said no"),
    },
)
