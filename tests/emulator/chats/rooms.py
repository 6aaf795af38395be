"""Chats with members: groups, supergroups, forums and channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.emulator.calls.errors import Json
from tests.emulator.messages.messages import Account, Message

from .chats import Chat
from .membership import Standing, member_json, tell_standing
from .privacy import tell

if TYPE_CHECKING:
    from tests.emulator.world import World

    from .people import Person


class Shared(Chat):
    """A chat with members; the bot is one of them, or was."""

    def __init__(self, world: World, chat_id: int, title: str, username: str | None = None) -> None:
        super().__init__(world, chat_id, title, username)
        self.bot_decides = False
        """True if our bot is asked to decide on requests to join."""
        self.owner = world.person(f"Owner of {title}")
        self.standings: dict[int, Standing] = {self.owner.id: "creator"}

    @property
    def bot_standing(self) -> Standing:
        return self.standing(self.world.bot)

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_standing == "administrator"

    def standing(self, who: Account | Person) -> Standing:
        return self.standings.get(who.id, "left")

    def has(self, who: Account | Person) -> bool:
        return self.standing(who) not in {"left", "kicked"}

    def add(self, who: Account | Person) -> None:
        self._move(who, "member")

    def remove(self, who: Account | Person) -> None:
        self._move(who, "left")

    def promote(self, who: Account | Person) -> None:
        self._move(who, "administrator")

    def demote(self, who: Account | Person) -> None:
        self._move(who, "member")

    def kick_bot(self) -> None:
        self._move(self.world.bot, "kicked")

    def add_bot(self, by: Account | Person | None = None) -> None:
        self._move(self.world.bot, "member", by)

    def member_json(self, who_id: int) -> Json:
        lacks = self.bot_lacks if who_id == self.world.bot.id else ()
        return member_json(self.world.account(who_id), self.standings.get(who_id, "left"), lacks)

    def _move(
        self, who: Account | Person, standing: Standing, by: Account | Person | None = None
    ) -> None:
        before = self.standing(who)
        self.standings[who.id] = standing
        author = self.world.account((by or self.owner).id)
        tell_standing(self, self.world.account(who.id), before, author)


class Channel(Shared):
    """A chat where only administrators write; a bot can be there only as one."""

    kind = "channel"

    def add_bot(self, by: Account | Person | None = None) -> None:
        self._move(self.world.bot, "administrator", by)


class Group(Shared):
    """A basic group, a supergroup or a forum."""

    def __init__(
        self, world: World, chat_id: int, title: str, *, supergroup: bool, topics: bool
    ) -> None:
        super().__init__(world, chat_id, title)
        self.kind = "supergroup" if supergroup else "group"
        self.is_forum = topics
        self.topics: dict[int, Message] = {}
        self.closed_topics: set[int] = set()
        self.migrated_to: Group | None = None
        self.requests: set[int] = set()
        self.bot_pins = False
        self.pinned: list[int] = []
        self.ephemeral: list[Message] = []
        """Messages that one person alone sees, those of people to the bot among them."""

    def place_for(self, receiver: Account, sender: Account, **what: Any) -> Message:  # noqa: ANN401 - Message's own
        """Put a message that its receiver and its sender alone see."""
        now, number = self.world.clock.now(), 29_000_000 + len(self.ephemeral)
        message = Message(id=number, chat=self, sender=sender, date=now, receiver=receiver, **what)
        message.history.append(message.text)
        self.ephemeral.append(message)
        return message

    def find_ephemeral(self, number: int) -> Message | None:
        found = next((each for each in self.ephemeral if each.id == number), None)
        return None if found is None or found.deleted else found

    def shown_to(self, who: Account | Person) -> list[Message]:
        """The messages of our bot here that this person alone sees."""
        return [
            each
            for each in self.ephemeral
            if each.by_bot and not each.deleted and each.receiver and each.receiver.id == who.id
        ]

    def as_json(self) -> Json:
        return super().as_json() | ({"is_forum": True} if self.is_forum else {})

    def add(self, who: Account | Person) -> None:
        """Add a person by the group's link, with the line that the group reads of it."""
        self._move(who, "member", by=who)
        self._serve_newcomers(who, by=who)

    def add_all(self, *people: Account | Person) -> None:
        """Add several people at once as the owner: the group reads one line."""
        for who in people:
            self._move(who, "member")
        self._serve_newcomers(*people, by=self.owner)

    def approve(self, who: Account | Person) -> None:
        """Grant a request as the owner: with it goes the bot's leave to write."""
        self.requests.remove(who.id)
        self.world.private(self.world.people[who.id]).open_until = 0
        self._move(who, "member")
        self._serve_newcomers(who, by=who)

    def remove(self, who: Account | Person) -> None:
        super().remove(who)
        self._serve({"left_chat_member": self.world.account(who.id).as_json()}, self.owner.account)

    def leave(self, who: Account | Person) -> None:
        """Leave as a person."""
        gone = self.world.account(who.id)
        self._move(who, "left", by=who)
        self._serve({"left_chat_member": gone.as_json()}, gone)

    def topic(self, name: str, *, number: int | None = None) -> int:
        """Open a topic and give its thread id: the id of the line that opened it."""
        assert self.is_forum, f"{self.title} has no topics"
        if number is not None:
            assert number >= self._next_id, f"{self.title} has no topic {number}"
            self._next_id = number
        service = {"forum_topic_created": {"name": name, "icon_color": 7322096}}
        opened = self._serve(service, self.owner.account, thread=self._next_id)
        self.topics[opened.id] = opened
        return opened.id

    def placed(
        self, thread: int | None, reply_to: Message | None
    ) -> tuple[int | None, Message | None]:
        """Give the thread and the reply that a message really carries.

        In a topic, what answers nothing answers the line that opened it. In a supergroup
        without topics, replies form threads too, which nobody can write to by number.
        """
        if self.is_forum and thread is not None:
            if thread not in self.topics:
                self.topic(f"Topic {thread}", number=thread)
            return thread, reply_to or self.topics[thread]
        if self.kind == "supergroup" and reply_to is not None:
            return reply_to.thread or reply_to.id, reply_to
        assert thread is None, f"{self.title} has no topics"
        return None, reply_to

    def migrate(self) -> Group:
        """Become a supergroup with a new id; the old id answers no more."""
        assert self.kind == "group", f"{self.title} is a supergroup already"
        new = self.world.group(self.title, supergroup=True)
        new.standings, new.owner = dict(self.standings), self.owner
        self.migrated_to = new
        self._serve({"migrate_to_chat_id": new.id}, self.owner.account)
        new._serve({"migrate_from_chat_id": self.id}, self.owner.account)
        return new

    def _serve_newcomers(self, *people: Account | Person, by: Account | Person) -> None:
        joined = [self.world.account(who.id).as_json() for who in people]
        self._serve({"new_chat_members": joined}, self.world.account(by.id))

    def _serve(self, service: Json, by: Account, thread: int | None = None) -> Message:
        message = self.post(by, service=service, thread=thread)
        tell(message)
        return message
