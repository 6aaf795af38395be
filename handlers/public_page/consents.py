"""Consent to one's own words and name on the web: asked for each thing, once.

What was written before, for members, is not asked for: it stays inside. A yes holds for the words
that were read: what changed since is not shown.
"""

from collections.abc import Callable, Sequence

from bot.core import Answer, Button, Card, Context, JobContext, Line, Quote, Replace, Router, text
from bot.domain.events.rules import Event
from bot.domain.public_page import FEWEST_VOTES, PagePart, Thing
from bot.domain.questions.question import Question, QuestionState, headline, is_public
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.digest import letters_sent
from bot.references.events import event_announced
from bot.references.polls import poll_closings
from bot.references.projects import project_shown
from bot.references.public_page import agree_to_web, ask_about_web, refuse_web, show_own_things
from bot.references.questions import answers_given
from handlers.polls import public_result
from handlers.portraits import web_words
from handlers.projects import project_place
from storage.digest import Digest, NewsItems
from storage.events import Events
from storage.members import Members
from storage.polls import Poll, Polls
from storage.projects import Project, Projects
from storage.public_page import PublicParts, WebConsents
from storage.questions import Questions
from storage.revisions import Revisions

router = Router()

LONGEST_LABEL = 30
SHOWN_TITLE = text("🌐 Show this on the web?")


class NotForTheWeb(Final):
    """This cannot be shown on the public page: it is not yours, or it is no longer there."""


router.personal_data(
    "web_consents",
    text("What you said of the public page"),
    text(
        "Whether a question, an event, a poll result, a news item or the name of yours may be on "
        "the community's public page. Deleted when you have your data erased: it leaves the page, "
        "too."
    ),
    order=138,
    labels={
        "thing": text("what it is about"),
        "ref": text("its number"),
        "given": text("shown"),
    },
)
router.personal_data(
    "public_parts",
    text("Parts of the public page that you asked for or approved"),
    text("The approval is kept without your name when you have your data erased."),
    order=139,
    labels={"part": text("part of the page")},
)


# Asking


@router.contribution(answers_given)
def ask_asker(ctx: Context, question: Question) -> None:
    """Ask for a question that members can read, once it is answered."""
    if PagePart.QUESTIONS in ctx.store[PublicParts].shown(ctx.community.id):
        _ask(ctx, Thing.QUESTION, question.id, question.asker_id)


@router.contribution(poll_closings)
def ask_maker(ctx: JobContext, poll: Poll) -> None:
    """Ask for the result of a poll, once it is closed."""
    if PagePart.POLLS in ctx.store[PublicParts].shown(ctx.community.id):
        _ask(ctx, Thing.POLL, poll.id, poll.maker_id)


@router.contribution(letters_sent)
def ask_authors(ctx: JobContext, digest: Digest) -> None:
    """Ask for the news of a letter that anybody may read, once it is sent."""
    shown = ctx.store[PublicParts].shown(ctx.community.id)
    if PagePart.LETTERS not in shown or not ctx.community.public_channel:
        return
    for each in ctx.store[NewsItems].held_by(digest.id):
        _ask(ctx, Thing.NEWS, each.id, each.author_id)


@router.contribution(event_announced)
def ask_proposer(ctx: JobContext, event: Event) -> None:
    """Ask for an event for everyone that a member proposed, once it is announced."""
    if PagePart.EVENTS in ctx.store[PublicParts].shown(ctx.community.id):
        _ask(ctx, Thing.EVENT, event.id, event.maker_id)


@router.contribution(project_shown)
def ask_project_makers(ctx: JobContext, project: Project) -> None:
    """Ask each of those who make a project, once members see it."""
    if PagePart.PROJECTS in ctx.store[PublicParts].shown(ctx.community.id):
        for each in ctx.store[Projects].makers([project.id])[project.id]:
            _ask(ctx, Thing.PROJECT, project.id, each.id)


def _ask(ctx: JobContext, thing: Thing, ref: int, member_id: int | None) -> None:
    """Ask the author, if they are there and were not asked before."""
    member = ctx.store[Members].get(member_id)
    if member is None or member.stopped_at is not None:
        return
    if ctx.store[WebConsents].was_asked(thing, ref, member.id):
        return
    card = _question_card(ctx, thing, ref, member.id)
    is_answer = thing is Thing.QUESTION
    if card is None or not ctx.tell(member, card, calm=True, unasked=not is_answer):
        return
    ctx.store[WebConsents].put(
        thing, ref, member_id=member.id, community_id=ctx.community.id, given=False, at=ctx.now
    )


def _question_card(ctx: JobContext, thing: Thing, ref: int, member_id: int) -> Card | None:
    """A preview with the two answers; None if it cannot be shown."""
    words = _WORDS[thing](ctx, ref, member_id)
    if words is None:
        return None
    lines: list[Line] = [*map(Quote, words), ""]
    lines.append(
        text(
            "May this be on the public page of {community}, without your name? Anyone could read "
            "it, and search engines find it.",
            community=ctx.community.name,
        )
    )
    lines.append(
        text(
            "You can take it back at any time: it then leaves the page. Copies that others made "
            "may remain."
        )
    )
    revision = ctx.store[Revisions].of(thing, ref)
    yes = agree_to_web.button(text("Yes, show it to everyone"), thing.value, ref, revision)
    no = refuse_web.button(text("No, keep it inside"), thing.value, ref)
    return Card(SHOWN_TITLE, tuple(lines), ((yes,), (no,)))


@router.button(ask_about_web, who=Role.MEMBER)
def show_question(ctx: Context, thing: str, ref: int) -> Card:
    """Ask on one's own wish, whatever was answered before."""
    card = _question_card(ctx, _read_thing(thing), ref, ctx.member.id)
    if card is None:
        raise NotForTheWeb
    return card


# Answering


@router.button(agree_to_web, deliberate=True, who=Role.MEMBER)
def agree(ctx: Context, thing: str, ref: int, revision: int) -> Answer:
    """Show what was read; what changed since is shown again first."""
    kind = _read_thing(thing)
    if kind is Thing.PORTRAIT:  # the yes to it stands below the whole, with its name
        raise NotForTheWeb
    if kind is not Thing.NAME:
        card = _question_card(ctx, kind, ref, ctx.member.id)
        if card is None:
            raise NotForTheWeb
        if ctx.store[Revisions].of(kind, ref) != revision:
            return card
    elif ref != ctx.community.id or ctx.role() < Role.GARDENER:
        raise NotForTheWeb
    _put(ctx, kind, ref, given=True, revision=revision)
    if kind is Thing.NAME:
        done = text("Your name is on the public page, where its presentation is shown.")
    else:
        done = text("This is on the public page now. Thank you!")
    back = refuse_web.button(text("Show it no longer"), kind.value, ref)
    return Replace(Card(None, (done,), ((back,),)))


@router.button(refuse_web, who=Role.MEMBER)
def refuse(ctx: Context, thing: str, ref: int) -> Replace:
    """Keep it inside, or take it back: the page is right at its next view."""
    _put(ctx, _read_thing(thing), ref, given=False)
    mine = show_own_things.button(text("What is mine on it"))
    line = text("This is not on the public page. Copies that others made may remain.")
    return Replace(Card(None, (line,), ((mine,),)))


def _put(ctx: Context, thing: Thing, ref: int, *, given: bool, revision: int = 0) -> None:
    ctx.store[WebConsents].put(
        thing,
        ref,
        member_id=ctx.member.id,
        community_id=ctx.community.id,
        given=given,
        at=ctx.now,
        revision=revision,
    )


def _read_thing(thing: str) -> Thing:
    if thing not in set(Thing):
        raise NotForTheWeb
    return Thing(thing)


# What is one's own


def name_button(ctx: Context) -> Button:
    """A gardener's button to be named on the page, or not."""
    is_named = (ctx.community.id, ctx.member.id) in ctx.store[WebConsents].given(
        ctx.community.id, Thing.NAME
    )
    if is_named:
        return refuse_web.button(text("Do not name me"), Thing.NAME.value, ctx.community.id)
    return agree_to_web.button(text("Name me on it"), Thing.NAME.value, ctx.community.id, 0)


@router.button(show_own_things, who=Role.MEMBER)
def show_own(ctx: Context) -> Card:
    return own_things_card(ctx)


def own_things_card(ctx: Context) -> Card:
    """The things that a member allowed, each with a button to withdraw it."""
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for each in ctx.store[WebConsents].of(ctx.member.id, ctx.community.id):
        words = _WORDS[each.thing](ctx, each.ref, ctx.member.id)
        if words is None:
            continue
        lines.append(text("· {words}", words=headline(words[0])))
        label = text("Take back: {words}", words=headline(words[0], LONGEST_LABEL))
        rows.append((refuse_web.button(label, each.thing.value, each.ref),))
    if not lines:
        none = text(
            "Nothing of yours is on the public page. You are asked, each time, before anything is."
        )
        return Card(text("🌐 Public page"), (none,))
    title = text("🌐 What is yours on the public page")
    return Card(title, tuple(lines), tuple(rows))


def _name_words(ctx: JobContext, _ref: int, member_id: int) -> Sequence[str] | None:
    member = ctx.store[Members].get(member_id)
    return None if member is None else (member.name,)


def _question_words(ctx: JobContext, ref: int, member_id: int) -> Sequence[str] | None:
    """A question and its answer, as long as members may read both."""
    found = ctx.store[Questions].get(ctx.community.id, ref)
    if found is None or found.asker_id != member_id or not is_shown_question(found):
        return None
    return (found.words, found.answer)


def is_shown_question(question: Question) -> bool:
    """True for a question that members may read, with its answer."""
    return is_public(question) and question.state is QuestionState.ANSWERED


def _poll_words(ctx: JobContext, ref: int, member_id: int) -> Sequence[str] | None:
    found = next(iter(ctx.store[Polls].these([ref])), None)
    if found is None or found.community_id != ctx.community.id or found.maker_id != member_id:
        return None
    is_public_one = public_result(ctx, found, FEWEST_VOTES) is not None
    return (found.question,) if is_public_one else None


def _news_words(ctx: JobContext, ref: int, member_id: int) -> Sequence[str] | None:
    """News for all members, as they are in a letter that went out."""
    found = ctx.store[NewsItems].get(ref)
    if found is None or found.community_id != ctx.community.id or found.author_id != member_id:
        return None
    is_for_all = not (found.circles or found.domains or found.territories)
    return tuple(filter(None, (found.title, found.words))) if is_for_all else None


def _event_words(ctx: JobContext, ref: int, member_id: int) -> Sequence[str] | None:
    """An event for everyone by somebody who is not of the team."""
    found = ctx.store[Events].find(ctx.community.id, ref)
    if found is None or found.maker_id != member_id or found.published_at is None:
        return None
    if not found.audience.is_everyone or member_id in {each.id for each in ctx.seat_holders()}:
        return None
    return tuple(filter(None, (found.title, found.description)))


def _project_words(ctx: JobContext, ref: int, member_id: int) -> Sequence[str] | None:
    """A project that members see, for one of those who make it."""
    found = ctx.store[Projects].shown(ctx.community.id, [ref])
    makers = ctx.store[Projects].makers([ref])[ref]
    if not found or member_id not in {each.id for each in makers}:
        return None
    (project,) = found
    place, words = project_place(project), (project.needs, project.link, project.picture_words)
    return tuple(filter(None, (project.title, project.words, place, *words, project.learned)))


_WORDS: dict[Thing, Callable[[JobContext, int, int], Sequence[str] | None]] = {
    Thing.NAME: _name_words,
    Thing.QUESTION: _question_words,
    Thing.POLL: _poll_words,
    Thing.NEWS: _news_words,
    Thing.EVENT: _event_words,
    Thing.PORTRAIT: web_words,
    Thing.PROJECT: _project_words,
}
"""A preview of a thing for its author; None if it may not be shown."""
