"""The first steps of a new community, for its cultivator: join, a room, a team, a poll."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core import (
    Act,
    Button,
    Card,
    Context,
    JobContext,
    JobRegistry,
    Keys,
    Line,
    Router,
    Text,
    join_command,
    link_button,
    text,
)
from bot.domain.dates.recurrence import Once
from bot.domain.roles import Post, Role, Seat
from bot.references.communities import (
    SET_A_ROOM_UP,
    open_next_step,
    room_command,
    setup_buttons,
    tie_room_as,
)
from bot.references.help import choosing_keys, own_keys
from bot.references.joining import bot_introduction_card, first_cards
from bot.references.polls import poll_command
from bot.references.seats import ask_seat_holder
from bot.vocabulary.accounts import member_at, tell_account
from bot.vocabulary.gardeners import PLACES
from storage.communities import Communities, Community, Cultivators, RoomKind, SeatHolders
from storage.members import Members
from storage.outbound import Outbox
from storage.polls import PollFigures
from storage.schedules import Planned, Schedules
from storage.unit_of_work import Store

router = Router()

LOOK_AT_THE_SETUP = Act(
    text("{who} looked at the next step of a setup"), text("see the next step of a setup")
)
jobs = JobRegistry()

JOB = "tell_first_steps"
LATEST = timedelta(days=1)
FIRST_POLL = poll_command.typed(
    ("Which date? | Tuesday | Thursday", "Quelle date ? | mardi | jeudi")
)
_CHOOSE = {
    Seat.TERRITORY: text("Choose for the territory"),
    Seat.REGION: text("Choose for the Region"),
}


@dataclass(frozen=True, slots=True)
class SetupProgress:
    """Steps of a setup that are done."""

    joined: bool
    """A cultivator is a member."""
    has_room: bool
    vacant: tuple[Seat, ...]
    """Seats that nobody was chosen for."""
    awaited: tuple[Seat, ...]
    """Seats whose holder was chosen and has not joined."""
    polled: bool
    """A poll was published."""

    @property
    def is_done(self) -> bool:
        """True if the room works; a seat may be given later."""
        return self.joined and self.has_room and self.polled


def plan_first_steps(store: Store, community: Community, now: datetime) -> None:
    """Tell the next step as soon as the bot runs."""
    store[Schedules].put(
        Planned(
            key=f"setup:{community.id}",
            job=JOB,
            argument=None,
            community_id=community.id,
            rule=str(Once(now)),
            zone=community.timezone,
            since=now - timedelta(seconds=1),
        )
    )


@jobs.job(JOB, grace=LATEST)
def tell_first_steps(ctx: JobContext, _argument: int | None) -> None:
    """Tell the cultivators the next step, each in private."""
    for address in ctx.store[Cultivators].all():
        if (card := step_card(ctx, address)) is not None:
            tell_account(ctx, address, replace(card, about=_subject(ctx)))


@router.contribution(first_cards)
def step_after_joining(ctx: Context) -> Card | None:
    """The next step of a cultivator who has just joined a community without a room."""
    if not ctx.cultivates():
        return None
    ctx.store[Outbox].withdraw_about(ctx.person.address, _subject(ctx))  # it asks them to join
    return None if ctx.rooms(RoomKind.COMMUNITY) else step_card(ctx, ctx.person.address)


def _subject(ctx: JobContext) -> str:
    """The subject of a step that was not asked for, by which it is taken back."""
    return f"setup:{ctx.community.id}"


@router.button("room_choose", who=Role.CULTIVATOR, outside=True, trace=SET_A_ROOM_UP)
def choose_group(ctx: Context) -> Keys:
    """Offer a key that chooses the group where the bot is already."""
    words = text("Choose the group with the button below.")
    return choosing_keys(ctx, words, text("Choose my group"), "room")


@router.contribution(setup_buttons)
def next_step_button(ctx: Context) -> Button | None:
    """The button to the next step of the set-up, until there is a first poll."""
    if not ctx.cultivates() or ctx.store[PollFigures].is_any_published(ctx.community.id):
        return None
    return open_next_step.button(text("Next step"))


@router.button(open_next_step, who=Role.CULTIVATOR, trace=LOOK_AT_THE_SETUP)
def show_next_step(ctx: Context) -> Card | Text:
    """Show the next step of a setup."""
    return step_card(ctx, ctx.person.address) or text("✅ All is ready.")


def step_card(ctx: JobContext, address: str) -> Card | None:
    """The next step of this account; None once all is done."""
    progress = setup_progress(ctx.store, ctx.community)
    if not is_member(ctx.store, address, ctx.community):
        return Card(
            text("👋 I am running for {community}", community=ctx.community.name),
            (text("First step: become a member yourself."),),
            ((join_command.button(text("Join")),),),
        )
    if not progress.has_room:
        return _room_card(ctx, address)
    if progress.vacant or not progress.polled:
        return _team_and_poll_card(ctx, progress)
    return None


def _room_card(ctx: JobContext, address: str) -> Card:
    """The second step: a room, which is connected when its cultivator brings the bot in."""
    rows = _ways_into_rooms(ctx)
    if address.partition(":")[0] not in ctx.contact.servers:
        rows.append((choose_group.button(text("You are in my group already")),))
    lines: list[Line] = [
        text("Bring me into the room where your members talk: I connect it at once."),
        text("If I am there already, write {room} in it.", room=room_command.typed()),
    ]
    if ctx.contact.servers:
        lines.append(
            text(
                "On {network}, invite someone else first: a room for two is a private one.",
                network=ctx.contact.matrix_names,
            )
        )
    return Card(text("⏳ Your room"), tuple(lines), tuple(rows))


def _ways_into_rooms(ctx: JobContext) -> list[tuple[Button, ...]]:
    """A link for each network on which the community has no room yet."""
    rooms = ctx.rooms(RoomKind.COMMUNITY)
    there = {each.address.partition(":")[0] for each in rooms}
    rows: list[tuple[Button, ...]] = []
    for network, links in ctx.contact.networks.items():
        if network not in there and (url := links.room_link()):
            name = ctx.contact.network_name(network)
            label = text("Add me to a {network} group", network=name)
            if network in ctx.contact.servers:
                label = text("Invite me on {network}", network=name)
            rows.append((link_button(label, url),))
    return rows


def _team_and_poll_card(ctx: JobContext, progress: SetupProgress) -> Card:
    """The last steps: a team of gardeners, and a first poll."""
    lines: list[Line] = [
        text("{place}: nobody for now.", place=PLACES[Post(each)]) for each in progress.vacant
    ]
    lines += [
        text("{place}: the person chosen has not joined yet.", place=PLACES[Post(each)])
        for each in progress.awaited
    ]
    rows = [(ask_seat_holder.button(_CHOOSE[each], each.value),) for each in progress.vacant]
    title = text("👋 Who runs {community} with you?", community=ctx.community.name)
    if not progress.vacant:
        title = text("📊 Your first poll")
    if not progress.polled:
        lines.append(
            text("Your first poll: press the button, or write {example}", example=FIRST_POLL)
        )
        rows.append((poll_command.ask_button(text("Make a poll")),))
    return Card(title, tuple(lines), (*rows, *_ways_into_rooms(ctx)))


def community_awaiting_room(ctx: Context) -> Community | None:
    """The only community without a room on this network, if the sender runs the bot."""
    if not ctx.cultivates() or ctx.incoming.broadcast:
        return None
    communities, network = ctx.store[Communities], f"{ctx.incoming.network}:"
    waiting = [
        each
        for each in communities.all()
        if not any(
            room.address.startswith(network) for room in communities.rooms(each, RoomKind.COMMUNITY)
        )
    ]
    return waiting[0] if len(waiting) == 1 else None


def connect_first_room(ctx: Context, community: Community) -> Card:
    """Connect the room, tell its cultivator the next step, and greet those who are there."""
    tie_room_as.run(ctx, community, RoomKind.COMMUNITY.value)
    ctx.enter(community.id)
    ctx.audit(tie_room_as.name)
    done = text(
        "✅ Your room is connected to {community}. To change this, write {room} there.",
        community=community.name,
        room=room_command.typed(),
    )
    me = ctx.person.address
    tell_account(ctx, me, own_keys(ctx, done))
    if (card := step_card(ctx, me)) is not None:
        tell_account(ctx, me, card)
    return bot_introduction_card(ctx, None)


def answer_choice(ctx: Context, owner: Community) -> None:
    """Tell a cultivator in private whose group it is, and what to do next."""
    awaiting = community_awaiting_room(ctx)
    if awaiting is not None and awaiting.id != owner.id:
        ctx.elsewhere(awaiting.id).whisper(_taken_card(owner, awaiting))
        return
    known = text(
        "✅ This group is already connected to {community}. To change this, write {room} there.",
        community=owner.name,
        room=room_command.typed(),
    )
    ctx.whisper(own_keys(ctx, known))
    if (card := step_card(ctx, ctx.person.address)) is not None:
        ctx.whisper(card)


def _taken_card(owner: Community, awaiting: Community) -> Card:
    """The answer to the choice of a group that belongs to another community."""
    lines = (
        text("This group is already connected to {community}.", community=owner.name),
        text(
            "For {community}, choose another group, or write {room} in this one to change it.",
            community=awaiting.name,
            room=room_command.typed(),
        ),
    )
    return Card(None, lines, ((choose_group.button(text("Choose another group")),),))


def setup_progress(store: Store, community: Community) -> SetupProgress:
    """The progress of a community."""
    holders = store[SeatHolders].of(community)
    given = [seat for seat in Seat if holders.get(seat)]
    cultivators = store[Cultivators].all()
    return SetupProgress(
        joined=any(is_member(store, each, community) for each in cultivators),
        has_room=bool(store[Communities].rooms(community, RoomKind.COMMUNITY)),
        vacant=tuple(seat for seat in Seat if seat not in given),
        awaited=tuple(each for each in given if not is_member(store, holders[each], community)),
        polled=store[PollFigures].is_any_published(community.id),
    )


def is_member(store: Store, address: str, community: Community) -> bool:
    """True if the person behind an account has joined."""
    member = member_at(store, address)
    return member is not None and store[Members].membership(member, community.id) is not None
