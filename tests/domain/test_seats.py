"""Orders of cultivators about seats, in both languages."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roles import Post, PostAct, PostOrder, Seat, UnreadableOrder, read_post_order

EXAMPLE = "/gardener territory @ana"


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("territoire @ana", PostOrder(Post.TERRITORY, PostAct.GIVE, "@ana")),
        ("Territoire : @ana", PostOrder(Post.TERRITORY, PostAct.GIVE, "@ana")),
        ("territoire, Ana Martin", PostOrder(Post.TERRITORY, PostAct.GIVE, "Ana Martin")),
        ("region matrix:@luc:hs", PostOrder(Post.REGION, PostAct.GIVE, "matrix:@luc:hs")),
        ("Région matrix:@luc:hs", PostOrder(Post.REGION, PostAct.GIVE, "matrix:@luc:hs")),
        ("territoire", PostOrder(Post.TERRITORY, PostAct.GIVE)),
        ("territoire code", PostOrder(Post.TERRITORY, PostAct.CODE)),
        ("code région", PostOrder(Post.REGION, PostAct.CODE)),
        ("territory remove", PostOrder(Post.TERRITORY, PostAct.TAKE)),
        ("territoire retirer", PostOrder(Post.TERRITORY, PostAct.TAKE)),
        ("libérer territoire", PostOrder(Post.TERRITORY, PostAct.TAKE)),
        ("territoire suppléant @zoe", PostOrder(Post.TERRITORY_DEPUTY, PostAct.GIVE, "@zoe")),
        ("suppléante région @zoe", PostOrder(Post.REGION_DEPUTY, PostAct.GIVE, "@zoe")),
        ("region deputy code", PostOrder(Post.REGION_DEPUTY, PostAct.CODE)),
        ("region deputy remove @zoe", PostOrder(Post.REGION_DEPUTY, PostAct.TAKE, "@zoe")),
        ("region deputy @zoe remove", PostOrder(Post.REGION_DEPUTY, PostAct.TAKE, "@zoe")),
        ("agent @max", PostOrder(Post.AGENT, PostAct.GIVE, "@max")),
        ("agents retirer telegram:7", PostOrder(Post.AGENT, PostAct.TAKE, "telegram:7")),
        ("agent Agent Max", PostOrder(Post.AGENT, PostAct.GIVE, "Agent Max")),
        ("territoire Jean Code", PostOrder(Post.TERRITORY, PostAct.GIVE, "Jean Code")),
    ],
)
def test_an_order_is_read_in_both_languages(typed: str, order: PostOrder) -> None:
    assert read_post_order(typed, EXAMPLE) == order


@pytest.mark.parametrize(
    "typed", ["", " ", "@ana", "Ana", "code", "retirer", "agent suppléant", "1"]
)
def test_an_order_without_a_seat_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(UnreadableOrder, match=EXAMPLE):
        read_post_order(typed, EXAMPLE)


@given(st.text())
def test_anything_typed_is_an_order_or_explained(typed: str) -> None:
    with suppress(UnreadableOrder):
        read_post_order(f"territoire {typed}", EXAMPLE)
        read_post_order(typed, EXAMPLE)


def test_each_post_is_on_one_side() -> None:
    assert {post: post.side for post in Post} == {
        Post.TERRITORY: Seat.TERRITORY,
        Post.TERRITORY_DEPUTY: Seat.TERRITORY,
        Post.REGION: Seat.REGION,
        Post.REGION_DEPUTY: Seat.REGION,
        Post.AGENT: Seat.REGION,
    }
    assert [post for post in Post if post.is_seat] == [Post.TERRITORY, Post.REGION]
