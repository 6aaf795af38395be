"""Projects are made: step by step by a member, or by a gardener for somebody who then says yes."""

from typing import Annotated, Any

from bot.core import (
    Act,
    Answer,
    Bold,
    Button,
    Card,
    Context,
    JobContext,
    Line,
    Replace,
    Router,
    Text,
    Where,
    asks,
    at_most,
    in_rows,
    read_words,
    reads,
    text,
)
from bot.domain.projects import (
    DRAFT_KEPT,
    LONGEST_NEEDS,
    LONGEST_PLACE,
    LONGEST_TITLE,
    LONGEST_WORDS,
    MOST_MAKERS,
    OPEN_AT_ONCE,
    MakerState,
    ProjectState,
    TooManyProjects,
    read_project_title,
)
from bot.domain.rates import PROPOSALS
from bot.domain.refusals import Final
from bot.domain.roles import Role
from bot.domain.words import on_one_line
from bot.references.projects import (
    accept_project,
    change_project,
    decline_project,
    new_project_form,
    preview_project,
    project_command,
    project_for_command,
    project_shown,
    project_thing,
    show_project,
)
from bot.vocabulary.places import commune_in
from handlers.profile import age_check
from handlers.projects.project_words import (
    NotYourProject,
    changeable_project,
    draft_person,
    is_maker,
    own_project,
    project_lines,
    project_picture,
    project_title,
    whisper_project_picture,
)
from storage.members import Member, Members
from storage.projects import Project, ProjectMaker, Projects

router = Router()

WRITE_FOR = Act(text("{who} wrote a project for a member"), text("write a project for a member"))

ALIASES = ("projects", "projets")
Title = Annotated[
    str,
    asks("What is the project called?"),
    at_most(LONGEST_TITLE),
    reads(read_project_title),
]
What = Annotated[
    str,
    asks("Who does what there, and for whom? Two or three sentences are enough."),
    at_most(LONGEST_WORDS),
    reads(read_words),
]
Place = Annotated[
    str,
    asks("Where? Write a commune or an address. Skip if it is nowhere in particular."),
    at_most(LONGEST_PLACE),
    reads(on_one_line),
]
Needs = Annotated[
    str,
    asks("What does it need: hands, a place, tools…? Skip if it needs nothing now."),
    at_most(LONGEST_NEEDS),
    reads(on_one_line),
]


class NotAskedToMake(Final):
    """You are not asked about this project, or have answered already. Projects: {project}."""


class PersonNotAsked(Final):
    """I cannot write to {name} in private. Speak with them, then let them write {project}."""


class SaidNo(Final):
    """{name} said no to this project, or makes it already: I do not ask again."""


class MakersFull(Final):
    """{count} people make this project already: that is as many as I can show."""


@router.form(new_project_form, who=Role.MEMBER)
@router.command(
    project_command,
    aliases=ALIASES,
    who=Role.MEMBER,
    where=Where.DIRECT,
    example=(
        "Repair café | We mend what breaks, on Saturdays. | Dole",
        "Café réparation | On répare ce qui casse, le samedi. | Dole",
    ),
    theme="people",
    form=new_project_form,
)
def make_project(
    ctx: Context, title: Title, words: What, place: Place = "", needs: Needs = ""
) -> Answer:
    """Show what you do with others: you read it whole before anybody else sees it."""
    if ctx.member.adult is False:
        return age_check(ctx, project_command.link_word(ctx))
    own = ctx.store[Projects].of_member(ctx.community.id, ctx.member.id, MakerState.MAKER)
    count = sum(each.state is not ProjectState.FINISHED for each in own)
    if count >= OPEN_AT_ONCE:
        raise TooManyProjects(count=count, project=project_command.typed())
    project = _add_draft(ctx, title, words, place, needs)
    put_maker(ctx, project, ctx.member, MakerState.MAKER)
    return preview_project.run(ctx, project.id)


@router.command(
    project_for_command,
    who=Role.GARDENER,
    where=Where.DIRECT,
    example=(
        "for Zoé | Repair café | We mend what breaks, on Saturdays. | Dole",
        "pour Zoé | Café réparation | On répare ce qui casse, le samedi. | Dole",
    ),
    theme="tend",
    label=text("Make a project for somebody"),
    limit=PROPOSALS,
    trace=WRITE_FOR,
)
def make_project_for(
    ctx: Context,
    member: Annotated[Member, asks("For whom? Write their name, or mention them.")],
    title: Title,
    words: What,
    place: Place = "",
    needs: Needs = "",
) -> Answer:
    """Write a project for a member, who reads it whole and says yes before anybody sees it."""
    if member.id == ctx.member.id:
        return make_project(ctx, title, words, place, needs)
    ctx.trace(about=member)
    project = _add_draft(ctx, title, words, place, needs)
    put_maker(ctx, project, member, MakerState.FOR)
    return preview_project.run(ctx, project.id)


def _add_draft(ctx: Context, title: str, words: str, place: str, needs: str) -> Project:
    commune = commune_in(ctx, place) if place else None
    draft = Project(
        community_id=ctx.community.id,
        state=ProjectState.DRAFT,
        title=title,
        words=words,
        place=place,
        commune=None if commune is None else commune.code,
        needs=needs,
        made_by=ctx.member.id,
        created_at=ctx.now,
        expires_at=ctx.now + DRAFT_KEPT,
    )
    return ctx.store[Projects].add(draft)


def put_maker(
    ctx: Context,
    project: Project,
    member: Member,
    state: MakerState,
    **asked: Any,  # noqa: ANN401 - columns
) -> None:
    """Keep what a person has to do with a project from now on."""
    ctx.store[Projects].put_maker(
        ProjectMaker(
            project_id=project.id,
            member_id=member.id,
            state=state,
            since=ctx.now,
            **{"asked_by": None, "takes_over": False} | asked,
        )
    )


# The preview


@router.button(preview_project, who=Role.MEMBER, deep=True)
def show_preview(ctx: Context, number: int) -> Answer:
    """A draft as members would see it, for those who work on it; of others, what one may answer."""
    row = ctx.store[Projects].maker(number, ctx.member.id)
    project = ctx.store[Projects].get(ctx.community.id, number)
    if project is not None and row is not None and row.state is MakerState.ASKED:
        whisper_project_picture(ctx, project)
        return asked_card(ctx, project, row)
    project = changeable_project(ctx, number)
    if project.state is not ProjectState.DRAFT:
        return show_project.run(ctx, project.id)
    if is_maker(ctx, project):
        barred = age_check(ctx, preview_project.link_word(ctx, project.id))
        if barred is not None:
            return barred
    whisper_project_picture(ctx, project)
    return draft_card(ctx, project)


@router.revised(project_thing)
def show_project_again(ctx: Context, number: int) -> Answer:
    """Show a project that changed since the person acted on it."""
    project = ctx.store[Projects].get(ctx.community.id, number)
    row = ctx.store[Projects].maker(number, ctx.member.id)
    is_asked = row is not None and row.state is MakerState.ASKED
    if is_asked or (project is not None and project.state is ProjectState.DRAFT):
        return preview_project.run(ctx, number)
    return show_project.run(ctx, number)


def draft_card(ctx: Context, project: Project) -> Card:
    """A draft for those who write it, with the button that shows it or asks for a yes."""
    person = draft_person(ctx, project)
    lines: list[Line] = [*project_lines(ctx, project), ""]
    change = change_project.button(text("Change"), project.id)
    discard = discard_draft.button(text("Throw away"), project.id)
    if person is None:
        lines += [text("Nobody else sees it yet."), _readers_text()]
        show = publish_project.button(text("Show to the members"), project.id)
        return Card(project_title(project), tuple(lines), ((show,), (change, discard)))
    row = ctx.store[Projects].maker(project.id, person.id)
    if row is not None and row.state is MakerState.ASKED:
        lines.append(text("{name} is asked since {day}.", name=person.name, day=row.since.date()))
        return Card(project_title(project), tuple(lines), ((change, discard),))
    lines.append(
        text(
            "For {name}, who reads it as it stands here and says yes or no. Nobody else sees it "
            "before.",
            name=person.name,
        )
    )
    ask = ask_person.button(text("Ask {name}", name=person.name), project.id)
    return Card(project_title(project), tuple(lines), ((ask,), (change, discard)))


def _readers_text() -> Text:
    return text(
        "The members and the gardening team read it with your name, never with your contact. The "
        "letter may show it without your name."
    )


@router.button(
    "project_publish", of=project_thing, deliberate=True, who=Role.MEMBER, limit=PROPOSALS
)
def publish_project(ctx: Context, number: int) -> Answer:
    """Show one's draft to the members."""
    project = own_project(ctx, number)
    barred = age_check(ctx, preview_project.link_word(ctx, project.id))
    if barred is not None:
        return barred
    if project.state is ProjectState.DRAFT:
        _publish(ctx, project)
    done = text("The members see it now.")
    shown = show_project.button(text("Show the project"), project.id)
    return Replace(Card(project_title(project), (done,), ((shown,),)))


def _publish(ctx: Context, project: Project) -> None:
    ctx.store[Projects].change(
        project, state=ProjectState.LIVE, published_at=ctx.now, expires_at=None
    )
    project_shown.collect(ctx, project)


@router.button("project_discard", of=project_thing, deliberate=True, tone="danger", who=Role.MEMBER)
def discard_draft(ctx: Context, number: int) -> Replace:
    """Delete a draft."""
    project = changeable_project(ctx, number)
    if project.state is not ProjectState.DRAFT:
        raise NotYourProject(project=project_command.typed())
    ctx.store[Projects].drop(project)
    return Replace(text("Thrown away. Nothing of it was kept."))


# Somebody is asked


@router.button(
    "project_send",
    of=project_thing,
    deliberate=True,
    who=Role.GARDENER,
    limit=PROPOSALS,
    trace=WRITE_FOR,
)
def ask_person(ctx: Context, number: int) -> Replace:
    """Ask the person for whom a project is written."""
    project = changeable_project(ctx, number)
    person = draft_person(ctx, project)
    if person is None:
        raise NotYourProject(project=project_command.typed())
    ctx.trace(about=person)
    ask_to_make(ctx, project, person)
    asked = text(
        "{name} reads it now. I tell you the answer; without one it goes after 30 days.",
        name=person.name,
    )
    return Replace(Card(project_title(project), (asked,)))


def ask_to_make(
    ctx: Context, project: Project, person: Member, *, takes_over: bool = False
) -> bool:
    """Ask somebody to make a project; False if they only find the question by themselves.

    A gardener's question comes after quiet hours, that of a member among the unasked messages.
    """
    row = ctx.store[Projects].maker(project.id, person.id)
    if row is not None and row.state in (MakerState.DECLINED, MakerState.MAKER):
        raise SaidNo(name=person.name)
    if len(ctx.store[Projects].makers([project.id])[project.id]) - takes_over >= MOST_MAKERS:
        raise MakersFull(count=MOST_MAKERS)
    put_maker(ctx, project, person, MakerState.ASKED, asked_by=ctx.member.id, takes_over=takes_over)
    asked = ctx.store[Projects].maker(project.id, person.id)
    is_gardener = ctx.role() >= Role.GARDENER
    if asked is None or person.stopped_at is not None:
        return _unreached(ctx, project, person)
    picture = project_picture(ctx, project)
    if picture is not None:
        ctx.tell(person, picture, calm=True, unasked=not is_gardener)
    card = asked_card(ctx, project, asked)
    if ctx.tell(person, card, calm=True, unasked=not is_gardener):
        return True
    return _unreached(ctx, project, person)


def _unreached(ctx: Context, project: Project, person: Member) -> bool:
    """The person finds the question in the list of projects; a draft needs its reader."""
    if project.state is ProjectState.DRAFT:
        raise PersonNotAsked(name=person.name, project=project_command.typed())
    return False


def asked_card(ctx: JobContext, project: Project, row: ProjectMaker) -> Card:
    """The whole project for somebody who is asked to make it, with the two answers."""
    asker = ctx.store[Members].get(row.asked_by or 0)
    name = text("The gardening team") if asker is None else asker.name
    title = text("🌱 {name} asks: do you make this project, too?", name=name)
    if row.takes_over:
        title = text("🌱 {name} would like to hand this project over to you", name=name)
    elif project.state is ProjectState.DRAFT:
        title = text("🌱 {name} wrote this for you", name=name)
    lines: list[Line] = [Bold(project.title), *project_lines(ctx, project), ""]
    yes = text("Yes, name me")
    if project.state is ProjectState.DRAFT:
        yes = text("Yes, show it to the members")
        lines.append(text("Nobody else sees it before you say yes. You can change it first."))
    lines.append(_readers_text())
    buttons: list[Button] = [decline_project.button(text("No, thank you"), project.id)]
    if project.state is ProjectState.DRAFT:
        buttons.insert(0, change_project.button(text("Change"), project.id))
    rows = ((accept_project.button(yes, project.id),), *in_rows(buttons, 2))
    return Card(title, tuple(lines), rows)


def _asked_row(ctx: Context, number: int) -> tuple[Project, ProjectMaker]:
    project = ctx.store[Projects].get(ctx.community.id, number)
    row = ctx.store[Projects].maker(number, ctx.member.id)
    if project is None or row is None or row.state is not MakerState.ASKED:
        raise NotAskedToMake(project=project_command.typed())
    return project, row


@router.button(accept_project, of=project_thing, deliberate=True, who=Role.MEMBER)
def accept(ctx: Context, number: int) -> Answer:
    """Make a project that one was asked about: from now on it is shown with one's name."""
    project, row = _asked_row(ctx, number)
    barred = age_check(ctx, preview_project.link_word(ctx, project.id))
    if barred is not None:
        return barred
    asker, takes_over = ctx.store[Members].get(row.asked_by or 0), row.takes_over
    put_maker(ctx, project, ctx.member, MakerState.MAKER)
    if takes_over and asker is not None and asker.id != ctx.member.id:
        ctx.store[Projects].drop_maker(project.id, asker.id)
    if project.state is ProjectState.DRAFT:
        _publish(ctx, project)
    else:
        project_shown.collect(ctx, project)
    if asker is not None and asker.id != ctx.member.id:
        told = text(
            "{name} said yes: “{title}” is shown with their name.",
            name=ctx.member.name,
            title=project.title,
        )
        ctx.tell(asker, told, calm=True)
    done = text(
        "Thank you! It is shown with your name: {project}",
        project=project_command.typed(project.id),
    )
    shown = show_project.button(text("Show the project"), project.id)
    return Replace(Card(project_title(project), (done,), ((shown,),)))


@router.button(decline_project, of=project_thing, who=Role.MEMBER)
def decline(ctx: Context, number: int) -> Replace:
    """Say no; a draft is deleted, and nobody asks again."""
    project, row = _asked_row(ctx, number)
    asker = ctx.store[Members].get(row.asked_by or 0)
    if asker is not None:
        told = text(
            "{name} would rather not: “{title}”.", name=ctx.member.name, title=project.title
        )
        ctx.tell(asker, told, calm=True)
    if project.state is ProjectState.DRAFT:
        ctx.store[Projects].drop(project)
        return Replace(text("Noted. Nothing of it was kept, and nobody else saw it."))
    put_maker(ctx, project, ctx.member, MakerState.DECLINED)
    return Replace(text("Noted: you are not named, and not asked again."))
