"""The public page on the web: the community, its events, questions, results and letters.

A community without a page, and one that there is not, look the same.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core import (
    JOIN_FORM,
    Bold,
    HtmlPage,
    JobContext,
    Line,
    Link,
    Map,
    MapMark,
    NetworkLinks,
    NothingHere,
    Page,
    Quote,
    Router,
    Small,
    Text,
    Typed,
    Words,
    join_command,
    text,
)
from bot.domain import communes
from bot.domain.communes import Commune
from bot.domain.communes.search import position
from bot.domain.communities import domains_of
from bot.domain.events.rules import Event, EventState
from bot.domain.map import outline
from bot.domain.public_page import PagePart
from bot.references.calendars import calendar_page, event_calendar_page
from bot.references.events import open_event, rsvp_command
from bot.references.public_page import community_page, feed_page, join_page
from bot.vocabulary.audiences import domain_label
from handlers.events import (
    description_lines,
    event_time,
    kind_and_organiser,
    location_text,
    places_text,
)
from handlers.portraits import WebPortrait, web_portrait
from handlers.projects import PROJECT_STATES, project_place
from handlers.public_page.shown import (
    named_gardeners,
    shown_event,
    shown_events,
    shown_figures,
    shown_letters,
    shown_member_map,
    shown_polls,
    shown_portraits,
    shown_projects,
    shown_questions,
)
from storage.communities import Communities
from storage.events import Attendances
from storage.files import Files
from storage.folder import FileGone
from storage.projects import Project
from storage.public_page import PublicParts

router = Router()

ON_FIRST_PAGE = 3
EVENTS_ON_FIRST_PAGE = 12
A_PAGE = 20
PICTURE_TYPES = ("image/jpeg", "image/png", "image/webp")
TITLES = {
    PagePart.EVENTS: text("Upcoming events"),
    PagePart.MAP: text("Where members live"),
    PagePart.QUESTIONS: text("Questions to the Region, and its answers"),
    PagePart.POLLS: text("Poll results"),
    PagePart.LETTERS: text("Letters"),
    PagePart.PORTRAITS: text("Portraits"),
    PagePart.FIGURES: text("In figures"),
    PagePart.PROJECTS: text("Projects of members"),
    PagePart.JOINING: text("Join"),
}

NAMES = {
    PagePart.QUESTIONS: text("Questions"),
    PagePart.POLLS: text("Poll results"),
    PagePart.LETTERS: text("Letters"),
    PagePart.PORTRAITS: text("Portraits"),
    PagePart.PROJECTS: text("Projects"),
}
MORE = {
    PagePart.QUESTIONS: text("All questions, and the search"),
    PagePart.POLLS: text("All results"),
    PagePart.LETTERS: text("All letters"),
    PagePart.PORTRAITS: text("All portraits"),
    PagePart.PROJECTS: text("All projects"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to take part, on one network."""

    network: str
    url: str
    """Its link; empty if it has none."""
    typed: Typed | None
    """The command to type, where the link carries none."""
    mark: str = ""
    """The mark in front of it."""


@router.page(community_page)
def show_community(ctx: JobContext, slug: str) -> HtmlPage:
    """The community, and the latest of each part that it shows."""
    here, parts = page_context(ctx, slug)
    questions = shown_questions(here) if PagePart.QUESTIONS in parts else []
    polls = shown_polls(here) if PagePart.POLLS in parts else []
    letters = shown_letters(here) if PagePart.LETTERS in parts else []
    portraits = shown_portraits(here) if PagePart.PORTRAITS in parts else []
    events = shown_events(here) if PagePart.EVENTS in parts else []
    projects = shown_projects(here) if PagePart.PROJECTS in parts else []
    members = shown_member_map(here) if PagePart.MAP in parts else None
    values = {
        **_common(here, parts),
        "title": here.community.name,
        "presentation": _presentation(here) if PagePart.PRESENTATION in parts else None,
        "shows_events": PagePart.EVENTS in parts,
        "events": [_event_values(here, each) for each in events[:EVENTS_ON_FIRST_PAGE]],
        "map": events_map.path(here, slug),
        "map_places": [each.name for each in _places(events)],
        "members_map": "" if members is None else members_map.path(here, slug),
        "members": () if members is None else _plain(members.lines),
        "questions": questions[:ON_FIRST_PAGE],
        "polls": polls[:ON_FIRST_PAGE],
        "letters": letters[:ON_FIRST_PAGE],
        "portraits": [_portrait_values(here, each) for each in portraits[:ON_FIRST_PAGE]],
        "projects": [_project_values(here, each) for each in projects[:ON_FIRST_PAGE]],
        "figures": shown_figures(here) if PagePart.FIGURES in parts else [],
        "ways": _ways(here, join_command.link_word(here), join_command.typed()),
    }
    return _html(here, "community", values)


@router.page(join_page)
def show_ways_to_join(ctx: JobContext, slug: str) -> HtmlPage:
    """The ways to join: by the link of a network, or by e-mail."""
    here, parts = page_context(ctx, slug, PagePart.JOINING)
    mail = here.contact.mail_networks
    links = {name: each for name, each in here.contact.networks.items() if name not in mail}
    values = {
        **_common(here, parts),
        "title": text("Join {community}", community=here.community.name),
        "ways": _ways(here, join_command.link_word(here), join_command.typed(), links),
        "form": f"{JOIN_FORM}/{slug}" if mail else "",
    }
    return _html(here, "join", values)


@router.page("/c/{slug}/events/{number}")
def show_event(ctx: JobContext, slug: str, number: int) -> HtmlPage:
    """An event, and how to sign up."""
    here, parts = page_context(ctx, slug, PagePart.EVENTS)
    event = _event(here, number)
    is_over = event.over_at <= here.now
    is_open = event.state is EventState.PUBLISHED and not is_over
    place = next(iter(_places([event])), None)
    word = open_event.link_word(here, event.id)
    typed = rsvp_command.typed(event.number, ("yes", "oui"))
    description = _paragraphs(description_lines(event.description))
    values = {
        **_common(here, parts),
        **_event_values(here, event),
        "title": event.title,
        "is_cancelled": event.state is EventState.CANCELLED,
        "is_over": is_over,
        "kind": kind_and_organiser(event),
        "description": description,
        "places": places_text(event, here.store[Attendances].counts(event.id)) if is_open else None,
        "is_online": bool(event.link),
        "ways": _ways(here, word, typed) if is_open else (),
        "map_place": "" if place is None else place.name,
        "map": event_map.path(here, slug, number) if place else "",
        "picture": event_map.url(here, slug, number) if place else "",
        "calendar": event_calendar_page.path(here, slug, number),
    }
    return _html(here, "event", values, indexed=is_open)


@router.page("/c/{slug}/events/{number}/map.png")
def event_map(ctx: JobContext, slug: str, number: int) -> Page:
    """A map of an event's place with the departments around."""
    here, _ = page_context(ctx, slug, PagePart.EVENTS)
    event = _event(here, number)
    return _drawn_map(here, [event], event.title)


@router.page("/c/{slug}/map.png")
def events_map(ctx: JobContext, slug: str) -> Page:
    """A map of the upcoming events."""
    here, _ = page_context(ctx, slug, PagePart.EVENTS)
    return _drawn_map(here, shown_events(here), here.community.name)


@router.page("/c/{slug}/members.png")
def members_map(ctx: JobContext, slug: str) -> Page:
    """A map of the members by department."""
    here, _ = page_context(ctx, slug, PagePart.MAP)
    drawn = shown_member_map(here)
    if drawn is None or not isinstance(drawn.content, Map):
        raise _no_page()
    return Page(drawn.content, "image/png", revalidated=True)


def _drawn_map(here: JobContext, events: Sequence[Event], title: str) -> Page:
    places = _places(events)
    marks = tuple(
        MapMark(at.latitude, at.longitude, count, commune.name)
        for commune, count in places.items()
        if (at := position(commune)) is not None
    )
    if not places:
        raise _no_page()
    near = [each.department.code for each in places]
    drawn = outline(here.community.territories or (), near)
    content = Map(title, tuple(drawn), marks=marks)
    return Page(content, "image/png", revalidated=True)


@router.page("/c/{slug}/questions")
def show_questions(ctx: JobContext, slug: str, *, q: str = "", page: int = 1) -> HtmlPage:
    """Answered questions, or those with some words."""
    here, parts = page_context(ctx, slug, PagePart.QUESTIONS)
    found = shown_questions(here, q)
    values = {**_list_values(here, parts, PagePart.QUESTIONS, found, page), "q": q}
    return _html(here, "questions", values, indexed=not q)


@router.page("/c/{slug}/polls")
def show_polls(ctx: JobContext, slug: str, *, page: int = 1) -> HtmlPage:
    """Results of closed polls."""
    here, parts = page_context(ctx, slug, PagePart.POLLS)
    found = shown_polls(here)
    return _html(here, "polls", _list_values(here, parts, PagePart.POLLS, found, page))


@router.page("/c/{slug}/letters")
def show_letters(ctx: JobContext, slug: str, *, page: int = 1) -> HtmlPage:
    """Letters that went out."""
    here, parts = page_context(ctx, slug, PagePart.LETTERS)
    found = shown_letters(here)
    return _html(here, "letters", _list_values(here, parts, PagePart.LETTERS, found, page))


@router.page("/c/{slug}/portraits")
def show_portraits(ctx: JobContext, slug: str, *, page: int = 1) -> HtmlPage:
    """Portraits of members."""
    here, parts = page_context(ctx, slug, PagePart.PORTRAITS)
    found = [_portrait_values(here, each) for each in shown_portraits(here)]
    return _html(here, "portraits", _list_values(here, parts, PagePart.PORTRAITS, found, page))


@router.page("/c/{slug}/portraits/{number}.jpg")
def portrait_photo(ctx: JobContext, slug: str, number: int) -> Page:
    """The photo of a portrait."""
    here, _ = page_context(ctx, slug, PagePart.PORTRAITS)
    portrait = web_portrait(here, number)
    if portrait is None or portrait.photo_id is None:
        raise _no_page()
    return Page(here.store[Files].read(portrait.photo_id), "image/jpeg", revalidated=True)


@router.page("/c/{slug}/projects")
def show_projects(ctx: JobContext, slug: str, *, page: int = 1) -> HtmlPage:
    """Projects of members, without names."""
    here, parts = page_context(ctx, slug, PagePart.PROJECTS)
    found = [_project_values(here, each) for each in shown_projects(here)]
    return _html(here, "projects", _list_values(here, parts, PagePart.PROJECTS, found, page))


@router.page("/c/{slug}/projects/{number}/picture")
def project_picture(ctx: JobContext, slug: str, number: int) -> Page:
    """The picture of a project."""
    here, _ = page_context(ctx, slug, PagePart.PROJECTS)
    project = next((each for each in shown_projects(here) if each.id == number), None)
    row = None if project is None else here.store[Files].get(project.picture_id or 0)
    if row is None or row.media_type not in PICTURE_TYPES:
        raise _no_page()
    try:
        content = here.store[Files].read(row.id)
    except FileGone as error:
        raise _no_page() from error
    return Page(content, row.media_type, revalidated=True)


def page_context(
    ctx: JobContext, slug: str, part: PagePart | None = None
) -> tuple[JobContext, frozenset[PagePart]]:
    """The community's context, and the parts that its page shows, `part` among them."""
    community = ctx.store[Communities].named(slug)
    if community is None or not ctx.contact.public_url:
        raise _no_page()
    parts = ctx.store[PublicParts].shown(community.id)
    if not parts or (part is not None and part not in parts):
        raise _no_page()
    return ctx.within(community.id), parts


def _no_page() -> NothingHere:
    return NothingHere(
        text("There is no page here"),
        text("The address is incomplete, or what it showed is no longer public."),
    )


def _html(
    here: JobContext, name: str, values: dict[str, object], *, indexed: bool = True
) -> HtmlPage:
    community = here.community
    template = f"public_page/{name}.html"
    return HtmlPage(template, values, community.locale, community.zone, indexed=indexed)


def _common(here: JobContext, parts: frozenset[PagePart]) -> dict[str, object]:
    """Values of every page: the community, and links to its other pages."""
    slug = here.community.slug
    lists = {
        PagePart.QUESTIONS: show_questions.path(here, slug),
        PagePart.POLLS: show_polls.path(here, slug),
        PagePart.LETTERS: show_letters.path(here, slug),
        PagePart.PORTRAITS: show_portraits.path(here, slug),
        PagePart.PROJECTS: show_projects.path(here, slug),
    }
    return {
        "community": here.community.name,
        "home": community_page.path(here, slug),
        "feed": feed_page.path(here, slug),
        "agenda": calendar_page.path(here, slug),
        "join": join_page.path(here, slug) if PagePart.JOINING in parts else "",
        "lists": {part.value: url for part, url in lists.items() if part in parts},
        "names": {part.value: name for part, name in NAMES.items()},
        "more": {part.value: name for part, name in MORE.items()},
        "titles": {part.value: title for part, title in TITLES.items()},
        "controller": here.contact.controller,
        "contact_address": here.contact.address,
        "notice_url": here.contact.notice_url,
    }


def _presentation(here: JobContext) -> dict[str, object]:
    community = here.community
    return {
        "territories": list(community.territories or ()),
        "domains": [domain_label(each) for each in domains_of(community.domains)],
        "gardeners": named_gardeners(here),
        "charter": community.charter_url,
    }


def _list_values(
    here: JobContext,
    parts: frozenset[PagePart],
    part: PagePart,
    found: Sequence[object],
    page: int,
) -> dict[str, object]:
    last = max(1, -(-len(found) // A_PAGE))
    page = min(max(page, 1), last)
    return {
        **_common(here, parts),
        "title": TITLES[part],
        "found": found[(page - 1) * A_PAGE : page * A_PAGE],
        "count": len(found),
        "page": page,
        "last": last,
    }


def _event(here: JobContext, number: int) -> Event:
    event = shown_event(here, number)
    if event is None:
        raise _no_page()
    return event


def _event_values(here: JobContext, event: Event) -> dict[str, object]:
    """The values of an event: its title, time and place, as rooms show them."""
    return {
        "event_title": event.title,
        "when": event_time(event),
        "where": location_text(event) or (text("online") if event.link else None),
        "event_url": show_event.path(here, here.community.slug, event.number),
    }


def _portrait_values(here: JobContext, portrait: WebPortrait) -> dict[str, object]:
    photo = portrait_photo.path(here, here.community.slug, portrait.id)
    return {
        "id": portrait.id,
        "name": portrait.name,
        "answers": portrait.answers,
        "photo": "" if portrait.photo_id is None else photo,
        "photo_words": portrait.photo_words,
    }


def _project_values(here: JobContext, project: Project) -> dict[str, object]:
    """The values of a project: what its makers wrote, without their names."""
    has_picture = here.store[Files].get(project.picture_id or 0) is not None
    url = project_picture.path(here, here.community.slug, project.id)
    return {
        "id": project.id,
        "title": project.title,
        "words": project.words,
        "where": project_place(project),
        "needs": project.needs,
        "link": project.link,
        "learned": project.learned,
        "state": PROJECT_STATES.get(project.state),
        "picture": url if has_picture else "",
        "picture_words": project.picture_words or project.title,
    }


def _places(events: Sequence[Event]) -> dict[Commune, int]:
    """The communes on the map, each with the number of events there."""
    found = (communes.at(each.commune) for each in events if each.commune is not None)
    known = (each for each in found if each is not None and position(each) is not None)
    return dict(Counter(known))


def _paragraphs(lines: Sequence[Line]) -> list[tuple[Words, bool]]:
    """The lines of a description, each with whether it is a title."""
    return [
        (each.words, True) if isinstance(each, Bold) else (each, False)
        for each in lines
        if isinstance(each, Bold | str | Text)
    ]


def _plain(lines: Sequence[Line]) -> list[Words]:
    """The words of lines, small print included."""
    return [
        each.words if isinstance(each, Bold | Small | Quote) else each
        for each in lines
        if not isinstance(each, Link)
    ]


def _ways(
    here: JobContext,
    word: str,
    typed: Typed,
    networks: Mapping[str, NetworkLinks] | None = None,
) -> list[Way]:
    """The ways to take part, one per network: a link, or a command to type."""
    ways = []
    for name, links in (here.contact.networks if networks is None else networks).items():
        url = links.start_link(word)
        label = here.contact.network_name(name)
        if url:
            ways.append(Way(label, url, None))
        else:
            ways.append(Way(label, links.start_link(""), typed, links.mark))
    return ways
