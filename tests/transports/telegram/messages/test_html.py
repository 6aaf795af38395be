"""Messages in Telegram's HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.messages.rendering import Choice, Rendered, Span, units
from bot.transports.telegram import html
from tests.emulator.messages.markup import parse_html
from tests.emulator.messages.text import Styled, cleaned, finished

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SPANS = st.lists(
    st.builds(
        Span,
        TEXTS,
        st.booleans(),
        url=st.sampled_from(["", "https://a.example/?b=1&c=\"'<>"]),
        at=st.sampled_from([0, 1_796_477_400]),
        quote=st.booleans(),
    ),
    max_size=6,
)


def link(word: str) -> str:
    return f"https://t.me/terreau_bot?start={word}"


def shown(said: Rendered) -> Styled:
    return parse_html(html.as_html(said), known=lambda _: None)


@given(SPANS)
def test_readers_see_the_text_and_nothing_else(spans: list[Span]) -> None:
    said = Rendered(tuple(spans))
    expected = html.NOTHING if html.is_blank(said.plain) else cleaned(said.plain)
    assert shown(said).text == expected


def test_marks_cover_words_and_not_the_space_around_them() -> None:
    said = Rendered(
        (Span("Titre\n", bold=True), Span("le lien\n", url="https://a.example/"), Span("fin"))
    )
    styled = shown(said)
    assert [(it.type, styled.of(it)) for it in styled.entities] == [
        ("bold", "Titre"),
        ("text_link", "le lien"),
    ]


@pytest.mark.parametrize(
    "url", ["tg://user?id=42", "javascript:alert(1)", "mailto:a@b.example", "http://[", ""]
)
def test_only_web_addresses_become_links(url: str) -> None:
    assert html.as_html(Rendered((Span("ici", url=url),))) == "ici"


@given(st.lists(st.builds(Span, st.text("ab \n🌱<&\u2800", max_size=3000)), max_size=5))
def test_pieces_fit_and_lose_only_space(spans: list[Span]) -> None:
    said = Rendered(tuple(spans), ((Choice("Oui", "yes"),),))
    pieces = html.pieces(said)
    assert "".join(it.plain for it in pieces).split() == said.plain.split() or all(
        html.is_blank(it.plain) for it in pieces
    )
    assert all(units(it.plain) <= 4096 for it in pieces)
    assert len(pieces) == 1 or not any(html.is_blank(it.plain) for it in pieces)
    assert [it.choices for it in pieces] == [()] * (len(pieces) - 1) + [said.choices]


def test_blank_pieces_are_left_out_and_their_buttons_kept() -> None:
    said = Rendered((Span("a" * 4096), Span("\n" * 5000)), ((Choice("Oui", "yes"),),))
    (piece,) = html.pieces(said)
    assert piece.choices == said.choices


def test_a_message_of_nothing_shows_something() -> None:
    assert html.as_html(Rendered((Span(" \n\u200b"),))) == "…"


def test_a_long_caption_follows_its_picture() -> None:
    words = "mot " * 300
    picture, text = html.pieces(Rendered((Span(words),), picture="https://a.example"))
    assert (picture.picture, picture.plain) == ("https://a.example", "")
    assert (text.picture, text.plain) == (None, words)


def test_a_short_caption_stays_with_its_picture() -> None:
    said = Rendered((Span("Montrez ce code"),), picture="https://a.example")
    assert html.pieces(said) == [said]


def test_each_kind_of_button_is_made() -> None:
    row = (
        Choice("Voter", press="vote:7:1"),
        Choice("Lire", url="https://a.example"),
        Choice("Rejoindre", start="join_3"),
    )
    made = html.keyboard((row,), link)
    assert made is not None
    voting, reading, joining = made.inline_keyboard[0]
    assert (voting.text, voting.callback_data) == ("Voter", "vote:7:1")
    assert reading.url == "https://a.example"
    assert joining.url == "https://t.me/terreau_bot?start=join_3"


def test_a_label_that_would_be_cut_goes_on_the_next_row() -> None:
    labels = ("Je viens", "Peut-être", "Je ne viens pas", "À l'initiative de la Région", "Non")
    made = html.keyboard((tuple(Choice(each, press=each) for each in labels),), link)
    assert made is not None
    assert [[each.text for each in row] for row in made.inline_keyboard] == [
        ["Je viens", "Peut-être"],
        ["Je ne viens pas"],
        ["À l'initiative de la Région"],
        ["Non"],
    ]


def test_one_button_of_a_message_is_coloured() -> None:
    plain, first, second = (
        Choice(tone or "Plus", press=tone or "more", tone=tone)
        for tone in ("", "primary", "danger")
    )
    made = html.keyboard(((plain, first), (second,)), link)
    assert made is not None
    assert [each.style for row in made.inline_keyboard for each in row] == [None, "primary", None]


def test_long_words_of_a_person_are_folded_in_one_piece() -> None:
    said = Rendered(
        (
            Span("Visite\n", bold=True),
            Span("À voir\n", bold=True, quote=True),
            Span("le bac <neuf>\n", quote=True),
            Span("Vous venez."),
        )
    )
    assert html.as_html(said) == (
        "<b>Visite</b>\n<blockquote expandable><b>À voir</b>\nle bac &lt;neuf&gt;</blockquote>\n"
        "Vous venez."
    )


def test_a_date_keeps_our_words_and_tells_its_moment() -> None:
    said = Rendered((Span("Visite\n", bold=True), Span("Samedi, 14 h 30\n", at=1_796_477_400)))
    bold, date = shown(said).entities
    assert (bold.type, date.type, date.unix_time) == ("bold", "date_time", 1_796_477_400)
    assert shown(said).of(date) == "Samedi, 14 h 30"


def test_rows_are_wrapped_and_the_whole_is_bounded() -> None:
    many = tuple(Choice(str(number), str(number)) for number in range(60))
    made = html.keyboard((many, many), link)
    assert made is not None
    rows = made.inline_keyboard
    assert max(map(len, rows)) == 8
    assert sum(map(len, rows)) == 100


@pytest.mark.parametrize("url", ["http://localhost:8080/x", "tg://user?id=1", "nowhere"])
def test_a_button_that_would_lead_nowhere_is_left_out(url: str) -> None:
    assert html.keyboard(((Choice("Lire", url=url),),), link) is None
    assert html.keyboard(((Choice("Lire", url="https://a.example/"),),), link) is not None


def test_one_link_is_previewed_and_several_are_not() -> None:
    one = Rendered((Span("voir https://a.example"),))
    two = Rendered((Span("voir https://a.example et "), Span("là", url="https://b.example")))
    assert html.previews(one) is None
    disabled = html.previews(two)
    assert disabled is not None
    assert disabled.is_disabled


@given(st.text(max_size=300))
def test_a_shortened_text_fits_and_has_no_half_letter(words: str) -> None:
    short = html.shortened(words, 200)
    assert units(short) <= 200
    assert short == words or words.startswith(short.removesuffix("…"))
    short.encode()


def test_the_end_is_trimmed_as_telegram_does() -> None:
    assert finished(shown(Rendered((Span(" un \n"),)))).text == "un"
