"""Fields of a profile, each answered, skipped or changed: name, line, site, place and domains.

Wishes in plain words about the profile and the settings are shown, changed by a press only.
"""

import re
from collections.abc import Callable, Sequence
from typing import Annotated

from bot.core import (
    LOCALES,
    Answer,
    Card,
    Context,
    Line,
    Replace,
    Router,
    Text,
    Words,
    around,
    asks,
    commune_of,
    in_rows,
    press_choice,
    read_words,
    reads,
    text,
)
from bot.domain import communities
from bot.domain.addresses import read_link
from bot.domain.communes import Commune
from bot.domain.communities import Territory, domains_of, sign_of
from bot.domain.needs import place_after
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.domain.words import on_one_line, person_name
from bot.references.conversations import Intent, intents, step_answers
from bot.references.joining import next_offers
from bot.references.profile import (
    about_form,
    choose_domains,
    choose_quiet_hours,
    circle_command,
    commune_form,
    complete_profile,
    edit_place,
    fill_profile_step,
    finish_profile,
    me_command,
    rename_form,
    settings_command,
)
from bot.vocabulary.audiences import domain_label
from bot.vocabulary.places import LANGUAGES
from handlers.profile.settings import set_language
from handlers.profile.steps import (
    all_steps,
    begin_steps,
    completion_button,
    done_and_next,
    end_steps,
    rest_or_end,
    steps_shown,
)
from storage.inbound import Forms
from storage.profile import Profiles

router = Router()

LONGEST_NAME = 60
LONGEST_ABOUT = 140
_FEW_WORDS = 4
"""So many words below a statement may change it, such as a name."""
EMPTY_WORDS = frozenset({"-", "–", "—"})


class NoName(Refusal):
    """A name has 1 to 60 characters, on one line: write for example Zoé Martin."""


_NAMED = re.compile(
    r"(?:m'appelle|me nomme|nom (?:est|c'est)|prénom (?:est|c'est)|appelez[- ]moi|s'écrit|"
    r"my name is|call me|i am called|is spelt|is spelled) +(?P<name>[^,.!?;]+)",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"^(?:maintenant|désormais|now|plutôt) | (?:maintenant|désormais|now)$", re.IGNORECASE
)
_BEFORE_PLACE = re.compile(r"(?:\b(?:à|a|au|aux|sur|dans|de|in|to|at)|\bd') *", re.IGNORECASE)
_MOST_OF_NAME = 4
_MOST_BYTES = 48
"""Room for a name in a button."""


@router.contribution(next_offers)
def offer_completion(ctx: Context) -> Card | None:
    """Offer a new member to complete their profile."""
    complete = completion_button(ctx)
    return None if complete is None else Card(None, (), ((complete,),))


@router.button(complete_profile, who=Role.MEMBER, deep=True)
def show_steps(ctx: Context) -> Answer:
    """Complete the profile, on the card that was pressed."""
    first = begin_steps(ctx)
    return Replace(first) if ctx.incoming.press_id else first


@router.button(fill_profile_step, who=Role.MEMBER)
def fill_step(ctx: Context, step: str) -> Answer:
    """Answer a step: on its card, or after a question of its own."""
    act = next((each.act for each in all_steps(ctx) if each.name == step), None)
    if act is None:
        return Replace(rest_or_end(ctx))
    answer = ctx.press(*act.press.split(":"))
    is_asked = ctx.store[Forms].open_in(ctx.incoming.room, ctx.now) is not None
    return Replace(answer) if isinstance(answer, Card | Text) and not is_asked else answer


@router.contribution(step_answers)
def answer_step(ctx: Context, words: str, is_wish: Callable[[], bool]) -> Answer:
    """Take few words below the card of what is missing for the answer to the part they fit."""
    shown = steps_shown(ctx) if ctx.person.circle is not None else []
    if not shown or len(words.split()) > _FEW_WORDS or is_wish():
        return None
    for step in shown:
        if step.form is not None and step.answered_by(ctx, words):
            return ctx.answer(step.form.name, words, is_sure=True)
        choices = None if step.form is not None else ctx.press(*step.act.press.split(":"))
        answer = press_choice(ctx, choices) if isinstance(choices, Card) else None
        if answer is not None:
            return answer
    return None


@router.button(finish_profile, who=Role.MEMBER)
def finish(ctx: Context) -> Replace:
    """Complete the profile no further."""
    return Replace(end_steps(ctx))


def _read_name(typed: str) -> str:
    name = person_name(typed)
    if not 0 < len(name) <= LONGEST_NAME:
        raise NoName
    return name


@router.form(rename_form, everywhere=True)
def set_name(
    ctx: Context,
    name: Annotated[str, asks("What name should people know you by?"), reads(_read_name)],
) -> Answer:
    """Change the member's name in every community."""
    ctx.member.name = name
    return done_and_next(ctx, "name", text("Noted. Your name here: {name}", name=name))


def _read_about(typed: str) -> str:
    """One line, or nothing for a dash."""
    return "" if typed in EMPTY_WORDS else read_words(on_one_line(typed), LONGEST_ABOUT)


def _read_site(typed: str) -> str:
    """A web address, or nothing for a dash."""
    return "" if typed in EMPTY_WORDS else read_link(typed)


@router.form(about_form)
def set_about(
    ctx: Context,
    words: Annotated[
        str,
        asks("What do you do, in one line? 140 characters at most; a dash (-) leaves it empty."),
        reads(_read_about),
    ],
    link: Annotated[
        str | None,
        asks("A web page that goes with it? Write its address; a dash (-) leaves it empty."),
        reads(_read_site),
    ] = None,
) -> Answer:
    """Say what one does, with a link; a skipped link stays."""
    ctx.member.about = words
    if link is not None:
        ctx.member.link = link
    return done_and_next(ctx, "about", _about_text(ctx))


def _about_text(ctx: Context) -> Text:
    about, link = ctx.member.about, ctx.member.link
    if about and link:
        return text("Noted: “{about}”, with the link {link}.", about=about, link=link)
    if about or link:
        return text("Noted: “{about}”.", about=about or link)
    return text("Noted: your activity is not shown.")


@router.form(commune_form)
def set_commune(
    ctx: Context,
    where: Annotated[
        Commune | None,
        asks(
            "In which commune do you live? Write its name or its postcode.",
            instead=("territory", text("Only my territory instead")),
        ),
    ] = None,
) -> Card | Text:
    """Store the commune, and its territory unless another one was chosen."""
    if where is None:
        return show_place(ctx)
    member = ctx.member
    member.territory = communities.territory_with_commune(
        member.territory, commune_of(member), where
    )
    member.commune = where.code
    noted = text("Noted: you live in {commune}.", commune=where.label)
    return done_and_next(ctx, "commune", _place_card(ctx, noted))


def _territory_choices(ctx: Context) -> Sequence[tuple[str, Words]]:
    offered = communities.offered_territories(around(ctx).own, commune_of(ctx.member))
    return [(each, each) for each in offered]


@router.form("territory")
def set_territory(
    ctx: Context,
    where: Annotated[
        Territory | None,
        asks(
            "Which territory are you from? Choose it, or write a department.",
            choices=_territory_choices,
        ),
    ] = None,
) -> Card | Text:
    """Store the territory, with or without a commune."""
    if where is None:
        return show_place(ctx)
    ctx.member.territory = str(where)
    return done_and_next(ctx, "commune", _place_card(ctx, text("Noted.")))


@router.button(edit_place, who=Role.MEMBER)
def show_place(ctx: Context) -> Card:
    """Show the place, and change it."""
    home = commune_of(ctx.member)
    if home is not None:
        return _place_card(ctx, text("You live in {commune}.", commune=home.label))
    if ctx.member.territory is None:
        return _place_card(ctx, text("I do not know where you live, and I do not need to."))
    return _place_card(ctx, text("I do not know your commune, and I do not need to."))


@router.button("place_out", deliberate=True, tone="", who=Role.MEMBER)
def forget_place(ctx: Context, what: str) -> Card:
    """Erase the commune or the territory."""
    if what == "commune":
        ctx.member.commune = None
    elif what == "territory":
        ctx.member.territory = None
    return show_place(ctx)


def _place_card(ctx: Context, first: Text) -> Card:
    territory, lines = ctx.member.territory, [first]
    of_commune = [commune_form.ask_button(text("Give my commune"))]
    if ctx.member.commune is not None:
        change = commune_form.ask_button(text("Change my commune"))
        of_commune = [change, forget_place.button(text("Erase my commune"), "commune")]
    of_territory = [set_territory.ask_button(text("Give my territory"))]
    if territory is not None:
        lines.append(text("Your territory: {territory}.", territory=territory))
        change = set_territory.ask_button(text("Change my territory"))
        of_territory = [change, forget_place.button(text("Erase my territory"), "territory")]
    return Card(None, tuple(lines), (tuple(of_commune), tuple(of_territory)))


@router.button(choose_domains, who=Role.MEMBER, deep=True)
def show_domains(ctx: Context) -> Card:
    """Show the domains to choose from."""
    chosen = ctx.store[Profiles].domains(ctx.member, ctx.community.id)
    lines: list[Line] = [text("Choose as many as you like: tap once to add, again to remove.")]
    if chosen:
        lines.append(text("Yours: {domains}.", domains=[domain_label(each) for each in chosen]))
    offered = [*domains_of(ctx.community.domains)]
    offered += [each for each in chosen if each not in offered]  # the list was another one once
    rows = []
    for each in offered:
        label, then = domain_label(each), "yes"
        if each in chosen:
            label, then = text("✓ {domain}", domain=label), "no"
        rows.append((choose_domain.button(label, sign_of(each), then),))
    done = (finish_domains.button(text("Finish")),)
    return Card(text("Which topics are you interested in?"), tuple(lines), (*rows, done))


@router.button("domain", who=Role.MEMBER)
def choose_domain(ctx: Context, sign: str, choice: str) -> Replace:
    """Add a domain or remove it: the button says which, so two presses are one."""
    profiles, here = ctx.store[Profiles], ctx.community.id
    offered = [*domains_of(ctx.community.domains), *profiles.domains(ctx.member, here)]
    for domain in offered:
        if sign_of(domain) == sign:
            profiles.choose(ctx.member, here, domain, chosen=choice == "yes")
            break
    return Replace(show_domains(ctx))


@router.button("domains_done", who=Role.MEMBER)
def finish_domains(ctx: Context) -> Answer:
    """Confirm the choice, and offer the next step."""
    chosen = ctx.store[Profiles].domains(ctx.member, ctx.community.id)
    confirmation = text("Noted: no topic.")
    if chosen:
        confirmation = text(
            "Your topics: {domains}.", domains=[domain_label(each) for each in chosen]
        )
    return Replace(done_and_next(ctx, "domains", confirmation))


@router.contribution(intents)
def intents_of_profile(ctx: Context) -> Sequence[Intent]:
    """The intents, from the profile to the quiet hours."""
    return (
        Intent("profile", text("My profile"), me_command),
        Intent("moved", text("I have moved"), me_command, show_move),
        Intent("new_name", text("Change my name"), me_command, show_new_name),
        Intent("participation", text("How I take part"), circle_command),
        Intent("language", text("Another language"), settings_command, show_languages),
        Intent("quiet_hours", text("Quiet hours"), settings_command, show_quiet_hours),
        Intent("fewer_messages", text("What I receive"), settings_command),
    )


def show_move(ctx: Context, words: str) -> Answer:
    """The place that the words name, to be confirmed; else the place as it is."""
    place = place_after(_BEFORE_PLACE, words, around(ctx).near)
    if place is None:
        return edit_place.run(ctx)
    yes = live_in.button(text("Yes, in {commune}", commune=place.label), place.code)
    other = commune_form.ask_button(text("Elsewhere"))
    return Card(text("📍 Do you live in {commune} now?", commune=place.label), (), ((yes, other),))


@router.button("live_in", who=Role.MEMBER)
def live_in(ctx: Context, commune: str) -> Answer:
    """Move to a commune that was named in plain words."""
    return commune_form.ask(ctx, where=f"#{commune}")


def show_new_name(ctx: Context, words: str) -> Card:
    """The name that the words give, to be confirmed; else the name as it is."""
    found = _NAMED.search(words.replace("’", "'"))
    name = (
        "" if found is None else _NEW.sub("", person_name(found["name"])).replace(":", " ").strip()
    )
    another = rename_form.ask_button(text("Change my name"))
    if not name or len(name.encode()) > _MOST_BYTES or len(name.split()) > _MOST_OF_NAME:
        return Card(None, (text("Your name here: {name}", name=ctx.member.name),), ((another,),))
    title = text("Should people know you as {name}?", name=name)
    yes = take_name.button(text("Yes, {name}", name=name), name)
    return Card(title, (), ((yes, rename_form.ask_button(text("Another name"))),))


@router.button("take_name", who=Role.MEMBER)
def take_name(ctx: Context, name: str) -> Answer:
    """Take the name that was given in plain words."""
    return rename_form.ask(ctx, name=name)


def show_languages(ctx: Context, words: str) -> Card:
    """The languages to choose from."""
    buttons = [set_language.button(LANGUAGES[each], each) for each in LOCALES]
    return Card(text("Which language should I write to you in?"), (), in_rows(buttons, 2))


def show_quiet_hours(ctx: Context, words: str) -> Answer:
    """The quiet hours, with others to choose from."""
    return choose_quiet_hours.run(ctx)
