"""Messages come out of the inbox and the outbox as they were put in."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages.content import (
    Ballot,
    Bar,
    Bold,
    Button,
    Card,
    Chart,
    ChartBar,
    File,
    Link,
    Map,
    MapArea,
    MapMark,
    Message,
    Photo,
    Picture,
    Quote,
    Text,
    Typed,
    ntext,
    text,
)
from bot.core.messages.encoding import (
    decode,
    decode_buttons,
    decode_incoming,
    encode,
    encode_buttons,
    encode_incoming,
    storable,
)
from bot.core.messages.incoming import Answered, Incoming, Kind, Mention, Outcome, Upload

some_text = st.text(st.characters(exclude_characters="\x00", codec="utf-8"), max_size=20)
values = st.recursive(
    some_text
    | st.booleans()
    | st.none()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.datetimes(timezones=st.just(UTC))
    | st.dates()
    | st.times()
    | st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds))
    | st.times()
    | st.builds(Typed, some_text, some_text),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(st.from_regex(r"[a-z]{1,5}", fullmatch=True), inner, max_size=3).map(
            lambda named: Text("template", named)
        )
    ),
    max_leaves=6,
)
names = st.from_regex(r"[a-z]{1,5}", fullmatch=True)
texts = st.builds(Text, some_text, st.dictionaries(names, values, max_size=3))
plurals = st.builds(Text, some_text, st.just({}), some_text, st.integers(0, 10**6))
words = some_text | texts | plurals
lines = words | st.builds(Bold, words) | st.builds(Link, words, some_text)
buttons = st.builds(Button, words, some_text, some_text, some_text, st.booleans())
rows = st.lists(st.lists(buttons, max_size=3).map(tuple), max_size=3).map(tuple)
ballots = st.builds(
    Ballot,
    some_text,
    st.lists(some_text, max_size=3).map(tuple),
    st.integers(1, 10),
    some_text,
    st.none() | words,
)
whole = st.integers(0, 10**6)
charts = st.builds(
    Chart,
    words,
    st.lists(st.builds(ChartBar, words, whole, words, st.booleans(), whole), max_size=3).map(tuple),
)
cards = st.builds(
    Card, st.none() | words, st.lists(lines, max_size=3).map(tuple), rows, st.none() | ballots
)
bars = st.builds(Bar, st.integers(0, 10**6), st.integers(1, 10**6), words)
photos = st.builds(Photo, st.integers(1, 10**6))
areas = st.builds(MapArea, st.lists(some_text, max_size=3).map(tuple), st.integers(), st.booleans())
degrees = st.floats(-90, 90)
marks = st.builds(MapMark, degrees, degrees, st.integers(1, 10**6), some_text)
maps = st.builds(
    Map,
    words,
    st.lists(some_text, max_size=3).map(tuple),
    st.lists(areas, max_size=2).map(tuple),
    st.lists(marks, max_size=2).map(tuple),
)
pictures = st.builds(
    Picture,
    some_text | bars | charts | maps | photos,
    words,
    rows,
    st.lists(lines, max_size=2).map(tuple),
)
files = st.builds(File, some_text, st.lists(some_text, max_size=3).map(tuple), words, st.booleans())


@given(words | cards | pictures | files)
def test_a_message_comes_out_as_it_went_in(message: Message) -> None:
    assert decode(json.loads(json.dumps(encode(message)))) == message


uploads = st.builds(
    Upload,
    some_text,
    some_text,
    some_text,
    st.none() | st.integers(0, 2**53),
    st.dictionaries(some_text, some_text, max_size=3),
)
outcomes = st.builds(
    Outcome, some_text, some_text, st.none() | st.integers(1, 9), some_text, st.none() | st.just(1)
)
incoming = st.builds(
    Incoming,
    kind=st.sampled_from(Kind),
    network=st.sampled_from(["telegram", "matrix"]),
    key=some_text,
    room=some_text,
    direct=st.booleans(),
    sender=some_text,
    name=some_text,
    handle=st.none() | some_text,
    locale=st.none() | some_text,
    words=some_text,
    command=st.booleans(),
    press=some_text,
    press_id=some_text,
    message_id=st.none() | some_text,
    about=st.none() | some_text,
    mentions=st.lists(st.builds(Mention, some_text, st.none() | some_text), max_size=3).map(tuple),
    answered=st.none() | st.builds(Answered, some_text, st.none() | some_text, some_text),
    anonymous=st.booleans(),
    attachment=st.none() | some_text,
    file=st.none() | uploads,
    outcome=st.none() | outcomes,
    sent_at=st.none() | st.datetimes(timezones=st.just(UTC)),
    encrypted=st.booleans(),
    backlog=st.booleans(),
)


def test_a_quote_is_read_as_it_was() -> None:
    card = Card("Visit", (Quote("What to see", bold=True), Quote(text("{who}", who="Ana")), "Bye"))
    assert decode(encode(card)) == card


def test_a_coloured_button_is_read_as_it_was() -> None:
    rows = ((Button("Erase", "erase:1", deliberate=True, tone="danger"),),)
    assert decode_buttons(encode_buttons(rows)) == rows


def test_an_act_that_was_kept_when_acts_had_no_number_gets_none() -> None:
    old = [[["Publier", "publish:1", "", "", False, True, "primary"]]]
    act = Button("Publier", "publish:1", deliberate=True, tone="primary")

    assert decode_buttons(old) == ((replace(act, tone=""),),)
    assert decode_buttons(encode_buttons(((act,),))) == ((act,),)


def test_a_button_kept_before_some_were_private_is_read() -> None:
    old = [[["Oui", "vote:1:2", "", ""]]]

    assert decode_buttons(old) == ((Button("Oui", "vote:1:2"),),)
    assert encode_buttons(decode_buttons(old)) == old


@given(incoming)
def test_an_incoming_message_is_decoded_as_it_was_encoded(came: Incoming) -> None:
    assert decode_incoming(json.loads(json.dumps(encode_incoming(came)))) == came


@given(st.text(st.characters(), max_size=50))
def test_any_typed_words_can_be_stored(typed: str) -> None:
    kept = storable(typed)

    assert "\x00" not in kept
    kept.encode()
    assert storable(kept) == kept


def test_half_a_character_is_replaced() -> None:
    assert storable("a\ud83d b\x00c") == "a? bc"


def test_a_value_of_an_unknown_type_is_kept_as_words() -> None:
    odd = text("{x}", x=frozenset({1}))
    assert decode(encode(odd)) == text("{x}", x="frozenset({1})")


def test_a_plural_keeps_its_count() -> None:
    said = ntext("{count} vote", "{count} votes", 3, until=date(2026, 12, 5))
    assert decode(encode(said)) == said


def test_a_moment_keeps_its_instant() -> None:
    moment = datetime(2026, 12, 5, 14, 30, tzinfo=UTC)
    assert decode(encode(text("{x}", x=moment))) == text("{x}", x=moment)
