"""Orders of cultivators about seats, in both languages."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roles import Post, Seat
from bot.domain.seats import Act, Order, UnreadableOrder, read_order

EXAMPLE = "/gardener territory @ana"


@pytest.mark.parametrize(
    ("typed", "order"),
    [
        ("territoire @ana", Order(Post.TERRITORY, Act.GIVE, "@ana")),
        ("Territoire : @ana", Order(Post.TERRITORY, Act.GIVE, "@ana")),
        ("territoire, Ana Martin", Order(Post.TERRITORY, Act.GIVE, "Ana Martin")),
        ("region matrix:@luc:hs", Order(Post.REGION, Act.GIVE, "matrix:@luc:hs")),
        ("Région matrix:@luc:hs", Order(Post.REGION, Act.GIVE, "matrix:@luc:hs")),
        ("territoire", Order(Post.TERRITORY, Act.GIVE)),
        ("territoire code", Order(Post.TERRITORY, Act.CODE)),
        ("code région", Order(Post.REGION, Act.CODE)),
        ("territory remove", Order(Post.TERRITORY, Act.TAKE)),
        ("territoire retirer", Order(Post.TERRITORY, Act.TAKE)),
        ("libérer territoire", Order(Post.TERRITORY, Act.TAKE)),
        ("territoire suppléant @zoe", Order(Post.TERRITORY_DEPUTY, Act.GIVE, "@zoe")),
        ("suppléante région @zoe", Order(Post.REGION_DEPUTY, Act.GIVE, "@zoe")),
        ("region deputy code", Order(Post.REGION_DEPUTY, Act.CODE)),
        ("region deputy remove @zoe", Order(Post.REGION_DEPUTY, Act.TAKE, "@zoe")),
        ("region deputy @zoe remove", Order(Post.REGION_DEPUTY, Act.TAKE, "@zoe")),
        ("agent @max", Order(Post.AGENT, Act.GIVE, "@max")),
        ("agents retirer telegram:7", Order(Post.AGENT, Act.TAKE, "telegram:7")),
        ("agent Agent Max", Order(Post.AGENT, Act.GIVE, "Agent Max")),
        ("territoire Jean Code", Order(Post.TERRITORY, Act.GIVE, "Jean Code")),
    ],
)
def test_an_order_is_read_in_both_languages(typed: str, order: Order) -> None:
    assert read_order(typed, EXAMPLE) == order


@pytest.mark.parametrize(
    "typed", ["", " ", "@ana", "Ana", "code", "retirer", "agent suppléant", "1"]
)
def test_an_order_without_a_seat_is_answered_with_an_example(typed: str) -> None:
    with pytest.raises(UnreadableOrder, match=EXAMPLE):
        read_order(typed, EXAMPLE)


@given(st.text())
def test_anything_typed_is_an_order_or_explained(typed: str) -> None:
    with suppress(UnreadableOrder):
        read_order(f"territoire {typed}", EXAMPLE)
        read_order(typed, EXAMPLE)


def test_each_post_is_on_one_side() -> None:
    assert {post: post.side for post in Post} == {
        Post.TERRITORY: Seat.TERRITORY,
        Post.TERRITORY_DEPUTY: Seat.TERRITORY,
        Post.REGION: Seat.REGION,
        Post.REGION_DEPUTY: Seat.REGION,
        Post.AGENT: Seat.REGION,
    }
    assert [post for post in Post if post.is_seat] == [Post.TERRITORY, Post.REGION]
