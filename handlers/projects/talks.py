"""Members follow a project, offer help, and ask; its makers answer and tell news."""

from collections.abc import Sequence
from typing import Annotated

from bot.core import (
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Quote,
    Replace,
    Router,
    Text,
    asks,
    at_most,
    ntext,
    quoted,
    text,
    write_command,
)
from bot.domain.addresses import shortened
from bot.domain.introductions import LONGEST_REASON
from bot.domain.personal_data import MESSAGES as MESSAGES_PURPOSE
from bot.domain.projects import (
    LONGEST_NEWS,
    LONGEST_QUESTION,
    LONGEST_TITLE,
    NEWS_WAITS,
    PREVIEW_KEPT,
    ProjectState,
)
from bot.domain.rates import MESSAGES, PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.references.profile import choose_private_messages
from bot.references.projects import (
    ask_makers,
    follow_project,
    help_project,
    project_command,
    show_project,
    tell_project_news,
    unfollow_project,
)
from bot.vocabulary.privacy import has_agreed
from handlers.introductions import ask_to_meet
from handlers.profile import age_check
from handlers.projects.project_words import (
    LONGEST_LABEL,
    is_maker,
    own_project,
    project_title,
    shown_project,
)
from storage.inbound import Forms, OpenForm
from storage.members import Member, Members
from storage.projects import Project, ProjectNews, ProjectQuestion, Projects, ProjectTalks

router = Router()

TOLD_AT_ONCE = 15
"""Followers told in one go; the others come with the next."""
MOST_PROJECTS = 6
MOST_OF_ONE = 3
_FORM = "project news"


class MakersNotReached(Final):
    """Nobody of this project can be reached now. The gardening team can: {write}."""


class QuestionAnswered(Final):
    """This question is answered already, or over."""


class NewsOver(Final):
    """This preview is over. To tell news, open your project: {project}."""


# Following


@router.button(follow_project, who=Role.MEMBER, deep=True)
def follow(ctx: Context, number: int) -> Card:
    """Get the news of a project, within one message a day."""
    project = shown_project(ctx, number)
    ctx.store[ProjectTalks].follow(project.id, ctx.member.id, ctx.now)
    lines = [
        text("You follow it: its news reach you within one message a day."),
        text("Its makers see how many people follow, not who."),
    ]
    back = show_project.button(text("Back to the project"), project.id)
    rows: list[tuple[Button, ...]] = [
        (back, unfollow_project.button(text("Follow no longer"), project.id))
    ]
    if not has_agreed(ctx, MESSAGES_PURPOSE) or ctx.member.stopped_at is not None:
        lines[0] = text("You follow it. I may not write to you unasked so far: allow it.")
        rows.insert(0, (choose_private_messages.button(text("Messages in private"), "ask"),))
    return Card(project_title(project), tuple(lines), tuple(rows))


@router.button(unfollow_project, who=Role.MEMBER, deep=True)
def unfollow(ctx: Context, number: int) -> Card:
    """Follow a project no longer."""
    ctx.store[ProjectTalks].unfollow(number, ctx.member.id)
    again = follow_project.button(text("Follow again"), number)
    every = project_command.button(text("All projects"))
    done = text("You follow it no longer: no more news of it.")
    return Card(None, (done,), ((again, every),))


# Help and questions


@router.button(help_project, who=Role.MEMBER, deep=True)
def ask_help(ctx: Context, number: int) -> Answer:
    """Ask what somebody would do, once they are known to be 18."""
    project = shown_project(ctx, number)
    barred = age_check(ctx, help_project.link_word(ctx, project.id))
    return barred or offer_help.ask(ctx, number=str(project.id))


@router.form("project_help_words", who=Role.MEMBER, limit=PROPOSALS)
def offer_help(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What would you like to do? They read it with your name, and say yes or no."),
        at_most(LONGEST_REASON - LONGEST_TITLE - 3),
    ],
) -> Answer:
    """Ask a maker of a project to meet: each gets the other's contact if both agree."""
    project = shown_project(ctx, number)
    others = _reachable_makers(ctx, project)
    link = help_project.link_word(ctx, project.id)
    return ask_to_meet(ctx, others[0], f"{project.title} – {words}", link)


def _reachable_makers(ctx: Context, project: Project) -> list[Member]:
    """The makers other than the sender who may be written to; raises `MakersNotReached`."""
    makers = ctx.store[Projects].makers([project.id])[project.id]
    found = [each for each in makers if each.stopped_at is None and each.id != ctx.member.id]
    if not found:
        raise MakersNotReached(write=write_command.typed())
    return found


@router.button(ask_makers, who=Role.MEMBER, deep=True)
def ask_question(ctx: Context, number: int) -> Answer:
    """Ask for the question, once the sender is known to be 18."""
    project = shown_project(ctx, number)
    barred = age_check(ctx, ask_makers.link_word(ctx, project.id))
    return barred or send_question.ask(ctx, number=str(project.id))


@router.form("project_question", who=Role.MEMBER, limit=MESSAGES)
def send_question(
    ctx: Context,
    number: int,
    words: Annotated[
        str,
        asks("What would you like to know? Those who make it read it with your name."),
        at_most(LONGEST_QUESTION),
    ],
) -> Text:
    """Put a question to those who make a project; no contact is given."""
    project = shown_project(ctx, number)
    makers = _reachable_makers(ctx, project)
    asked = ctx.store[ProjectTalks].ask(project.id, ctx.member.id, words, ctx.now)
    title = text("💬 {name} asks about “{title}”", name=ctx.member.name, title=project.title)
    answer = answer_question.button(text("Answer {name}", name=ctx.member.name), asked.id)
    card = Card(title, tuple(quoted(words)), ((answer,), (_see_button(project),)))
    told = [each.name for each in makers if ctx.tell(each, card, calm=True)]
    if not told:
        raise MakersNotReached(write=write_command.typed())
    return text("Sent to {names}. The answer comes here.", names=told)


@router.button("project_reply", who=Role.MEMBER)
def answer_question(ctx: Context, question_id: int) -> Answer:
    """Ask for the answer to a question about one's project."""
    question, _ = _open_question(ctx, question_id)
    return send_answer.ask(ctx, question=str(question.id))


@router.form("project_answer", who=Role.MEMBER, limit=MESSAGES)
def send_answer(
    ctx: Context,
    question: int,
    words: Annotated[
        str, asks("What do you answer? They read it with your name."), at_most(LONGEST_QUESTION)
    ],
) -> Text:
    """Answer a question about one's project."""
    asked, project = _open_question(ctx, question)
    asker = ctx.store[Members].get(asked.asker_id)
    name = ctx.member.name
    title = text("💬 {name} answers about “{title}”", name=name, title=project.title)
    lines: tuple[Line, ...] = (*map(Quote, asked.words.split("\n")), words)
    card = Card(title, lines, ((_see_button(project),),))
    if asker is None or not ctx.tell(asker, card, calm=True):
        raise QuestionAnswered
    asked.answered_at = ctx.now
    return text("Sent to {name}.", name=asker.name)


def _see_button(project: Project) -> Button:
    return show_project.button(text("See the project"), project.id)


def _open_question(ctx: Context, question_id: int) -> tuple[ProjectQuestion, Project]:
    """A question about a project of the sender; raises `QuestionAnswered`."""
    question = ctx.store[ProjectTalks].question(question_id)
    project = None
    if question is not None and question.answered_at is None:
        project = ctx.store[Projects].get(ctx.community.id, question.project_id)
    if question is None or project is None or not is_maker(ctx, project):
        raise QuestionAnswered
    return question, project


# News


@router.button(tell_project_news, who=Role.MEMBER)
def ask_news(ctx: Context, number: int) -> Answer:
    """Ask for the news of one's project."""
    return write_news.ask(ctx, number=str(_told_project(ctx, number).id))


@router.form("project_news_words", who=Role.MEMBER)
def write_news(
    ctx: Context,
    number: int,
    words: Annotated[
        str, asks("What is new? Two or three sentences are enough."), at_most(LONGEST_NEWS)
    ],
) -> Card:
    """Preview the news of one's project."""
    project = _told_project(ctx, number)
    kept = OpenForm(_FORM, ctx.community.id, {"project": project.id, "words": words})
    mark = ctx.store[Forms].keep_preview(ctx.form_room, kept, ctx.now + PREVIEW_KEPT)
    count = ctx.store[ProjectTalks].followers(project.id)
    to = ntext(
        "{count} person who follows the project would get it, with their message of the day.",
        "{count} people who follow the project would get it, with their message of the day.",
        count,
    )
    if not count:
        to = text("Nobody follows the project yet: it is kept on its card.")
    send = send_news.button(text("Tell it"), mark)
    drop = show_project.button(text("Rather not"), project.id)
    return Card(project_title(project), (*quoted(words), "", to), ((send,), (drop,)))


@router.button("project_news_send", deliberate=True, who=Role.MEMBER, limit=PROPOSALS)
def send_news(ctx: Context, mark: int) -> Replace:
    """Tell the previewed news; they can be taken back for an hour."""
    kept = ctx.store[Forms].preview_in(ctx.form_room, mark, ctx.now)
    if kept is None or kept.form != _FORM or kept.community_id != ctx.community.id:
        raise NewsOver(project=project_command.typed())
    project = _told_project(ctx, kept.answers["project"])
    talks = ctx.store[ProjectTalks]
    news = talks.add_news(project.id, ctx.member.id, kept.answers["words"], ctx.now)
    ctx.store[Forms].forget_preview(ctx.form_room)
    done = text("Told. It leaves in an hour: until then you can take it back.")
    back = take_news_back.button(text("Take it back"), news.id)
    return Replace(Card(project_title(project), (done,), ((back,),)))


@router.button("project_unnews", who=Role.MEMBER, undoes=True)
def take_news_back(ctx: Context, news_id: int) -> Replace:
    """Delete news of one's project; who has read them has read them."""
    news = ctx.store[ProjectTalks].news(news_id)
    if news is None:
        raise NewsOver(project=project_command.typed())
    own_project(ctx, news.project_id)
    is_early = ctx.now - news.at < NEWS_WAITS
    ctx.store[ProjectTalks].drop_news(news)
    if is_early:
        return Replace(text("Taken back: nobody got it."))
    return Replace(text("Deleted here. Those who follow may have read it."))


def _told_project(ctx: Context, number: int) -> Project:
    project = own_project(ctx, number)
    if project.state is ProjectState.DRAFT:
        raise NewsOver(project=project_command.typed())
    return project


def latest_news(ctx: JobContext, project: Project) -> list[Line]:
    """The latest news of a project, for its card."""
    news = ctx.store[ProjectTalks].latest(project.id)
    if news is None:
        return []
    day = news.at.astimezone(ctx.zone).date()
    return [text("The latest, {day}:", day=day), *quoted(news.words)]


def tell_followers(ctx: JobContext) -> bool:
    """Gather the news of an hour ago and more, for each of some followers in one message.

    It is one of their unasked messages, of which there is one a day. True while others are left.
    """
    until = ctx.now - NEWS_WAITS
    talks = ctx.store[ProjectTalks]
    untold = talks.untold(until, TOLD_AT_ONCE)
    for community_id, member_id in untold:
        found = talks.take_untold(community_id, member_id, until)
        member = ctx.store[Members].get(member_id)
        if member is not None and member.stopped_at is None:
            ctx.within(community_id).tell(
                member, _news_card([*found.items()][:MOST_PROJECTS]), unasked=True
            )
    return len(untold) == TOLD_AT_ONCE


def _news_card(news: Sequence[tuple[Project, Sequence[ProjectNews]]]) -> Card:
    lines: list[Line] = []
    rows: list[tuple[Button, ...]] = []
    for project, told in news:
        lines.append(Bold(project.title))
        for each in told[-MOST_OF_ONE:]:
            lines += quoted(each.words)
        title = shortened(project.title, LONGEST_LABEL - 10)
        show = show_project.button(text("See {title}", title=title), project.id)
        stop = unfollow_project.button(text("No more of {title}", title=title), project.id)
        rows.append((show, stop))
    return Card(text("🌱 News of projects that you follow"), tuple(lines), tuple(rows))
