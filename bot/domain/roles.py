"""Roles: seats of the gardeners, posts beside them, and the words that give or take a post.

`territory @ana`, `region deputy @zoe`, `agent remove @max`, `territory code`: words for the post
and the act come first, in any order; the rest is the person.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.domain.refusals import Refusal
from bot.domain.words import fold


class Seat(StrEnum):
    """One of the two seats that tend a community, and the side that stands behind it."""

    TERRITORY = "territory"
    REGION = "region"

    @property
    def other(self) -> "Seat":
        """The seat that gives the second approval."""
        return Seat.REGION if self is Seat.TERRITORY else Seat.TERRITORY


class Post(StrEnum):
    """Posts that cultivators give and take: a seat, its deputy, an agent."""

    TERRITORY = "territory"
    REGION = "region"
    TERRITORY_DEPUTY = "territory_deputy"
    REGION_DEPUTY = "region_deputy"
    AGENT = "agent"

    @property
    def side(self) -> Seat:
        """The side that it belongs to; None for both."""
        return Seat.TERRITORY if self.startswith(Seat.TERRITORY) else Seat.REGION

    @property
    def seat(self) -> "Post":
        """The seat on the same side."""
        return Post(self.side)

    @property
    def is_seat(self) -> bool:
        """True if it is a seat itself, which one person holds at a time."""
        return self is self.seat

    @property
    def deputy(self) -> "Post":
        """The deputy's place on the same side."""
        return Post.TERRITORY_DEPUTY if self.side is Seat.TERRITORY else Post.REGION_DEPUTY


class Hand(StrEnum):
    """The one who acts for a seat: its holder, a deputy during an absence, or no person at all.

    Nobody acts while the holder is away without a deputy; a seat is silent that did not answer in
    the time that its community gives it.
    """

    HOLDER = "holder"
    DEPUTY = "deputy"
    NOBODY = "nobody"
    SILENT = "silent"


class Role(IntEnum):
    """Roles of a person in a community; each may do what the ones before it may."""

    ANYONE = 0
    MEMBER = 1
    GARDENER = 2
    CULTIVATOR = 3


class Circle(StrEnum):
    """The closeness that a member wants, never a rank."""

    ENGAGED = "engaged"
    INFORMED = "informed"
    CITIZEN = "citizen"


class UnreadableOrder(Refusal):
    """Say first which role: {examples}."""


class PostAct(StrEnum):
    """Acts on a post."""

    GIVE = "give"
    TAKE = "take"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class PostOrder:
    """An act on a post; `whom` as it was typed, empty if no person is named."""

    post: Post
    act: PostAct
    whom: str = ""


_POSTS = {
    **dict.fromkeys(("territory", "territoire"), Post.TERRITORY),
    "region": Post.REGION,
    **dict.fromkeys(("agent", "agents", "agente", "agentes"), Post.AGENT),
}
_DEPUTY = frozenset({"deputy", "deputies", "suppleant", "suppleante", "suppleants", "suppleance"})
_ACTS = {
    "code": PostAct.CODE,
    **dict.fromkeys(("remove", "retirer", "enlever", "liberer"), PostAct.TAKE),
}


def read_post_order(typed: str, examples: object) -> PostOrder:
    """Read a command; raises a `Refusal` with `examples` if no post is named."""
    words = typed.split()
    post, deputy, act = None, False, None
    while words:
        word = fold(words[0]).strip(".,:-")
        if not word:
            pass
        elif post is None and word in _POSTS:
            post = _POSTS[word]
        elif not deputy and word in _DEPUTY:
            deputy = True
        elif act is None and word in _ACTS:
            act = _ACTS[word]
        else:
            break
        del words[0]
    if act is None and len(words) > 1 and _ACTS.get(fold(words[-1])) is PostAct.TAKE:
        words.pop()
        act = PostAct.TAKE
    if post is None or (deputy and post is Post.AGENT):
        raise UnreadableOrder(examples=examples)
    return PostOrder(post.deputy if deputy else post, act or PostAct.GIVE, " ".join(words))
