"""The question, a month later, whether an introduction helped."""

from bot.core import Card, Context, JobContext, Replace, Router, text
from bot.domain.introductions import FOLLOWED_UP_AFTER, Helped
from bot.domain.refusals import Refusal
from bot.domain.roles import Role
from bot.references.digest import new_news_form
from bot.references.introductions import rate_introduction
from handlers.introductions.introduction_card import rating_row
from handlers.introductions.introduction_people import is_shown, member_of, shown_pair
from storage.introductions import Introductions, Pair

router = Router()


class NoSuchRating(Refusal):
    """Answer with one of the two buttons."""


def follow_up_introductions(ctx: JobContext) -> None:
    """Ask both sides of the introductions that are old enough, once each."""
    for pair in ctx.store[Introductions].to_follow_up(ctx.now - FOLLOWED_UP_AFTER):
        there = ctx.within(pair.introduction.community_id)
        pair.introduction.followed_up = True
        if not is_shown(there, pair):
            continue
        for each in (pair, pair.from_other_side()):
            there.tell(member_of(there, each.own), _follow_up_card(there, each), unasked=True)


@router.button(rate_introduction, who=Role.MEMBER)
def rate(ctx: Context, introduction_id: int, helped: str) -> Replace:
    """Say whether an introduction helped; a good story may go into the letter."""
    pair = shown_pair(ctx, introduction_id)
    if helped not in list(Helped) or not pair.introduction.followed_up:
        raise NoSuchRating
    pair.own.helped = Helped(helped)
    if pair.own.helped is Helped.NO:
        return Replace(text("Thank you, that is noted. It is counted without names."))
    name = member_of(ctx, pair.other).name
    thanks = text("Thank you, that is noted. It is counted without names.")
    idea = text("Would you tell the others about it? Ask {name} before you name them.", name=name)
    tell = new_news_form.ask_button(text("Tell it in the letter"))
    return Replace(Card(None, (thanks, idea), ((tell,),)))


def _follow_up_card(ctx: JobContext, pair: Pair) -> Card:
    name = member_of(ctx, pair.other).name
    asked = text("A month ago you got each other's contact. Did it help you?")
    return Card(text("🤝 You and {name}", name=name), (asked,), (rating_row(pair),))
