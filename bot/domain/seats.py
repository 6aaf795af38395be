"""Commands of a cultivator about posts: give one, take it back, or give a code for it.

`territory @ana`, `region deputy @zoe`, `agent remove @max`, `territory code`: words for the post
and the act come first, in any order; the rest is the person.
"""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.refusals import Refusal
from bot.domain.roles import Post
from bot.domain.words import fold


class UnreadableOrder(Refusal):
    """Say first which role: {examples}."""


class Act(StrEnum):
    """Acts on a post."""

    GIVE = "give"
    TAKE = "take"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Order:
    """An act on a post; `whom` as it was typed, empty if no person is named."""

    post: Post
    act: Act
    whom: str = ""


_POSTS = {
    **dict.fromkeys(("territory", "territoire"), Post.TERRITORY),
    "region": Post.REGION,
    **dict.fromkeys(("agent", "agents", "agente", "agentes"), Post.AGENT),
}
_DEPUTY = frozenset({"deputy", "deputies", "suppleant", "suppleante", "suppleants", "suppleance"})
_ACTS = {
    "code": Act.CODE,
    **dict.fromkeys(("remove", "retirer", "enlever", "liberer"), Act.TAKE),
}


def read_order(typed: str, examples: object) -> Order:
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
    if act is None and len(words) > 1 and _ACTS.get(fold(words[-1])) is Act.TAKE:
        words.pop()
        act = Act.TAKE
    if post is None or (deputy and post is Post.AGENT):
        raise UnreadableOrder(examples=examples)
    return Order(post.deputy if deputy else post, act or Act.GIVE, " ".join(words))
