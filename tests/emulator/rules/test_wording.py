"""HTML is parsed, trimmed and measured as Telegram does."""

import pytest
import telegram

from tests.emulator import BotApi, Person
from tests.emulator.calls.errors import Json, MisuseError
from tests.emulator.conftest import Line
from tests.emulator.messages.markup import parse_html
from tests.emulator.messages.text import Styled, finished

ANA: Json = {"id": 42, "is_bot": False, "first_name": "Ana"}


def read(source: str) -> Styled:
    return finished(parse_html(source, {42: ANA}.get))


def brief(styled: Styled) -> list[tuple[str, int, int]]:
    return [(entity.type, entity.offset, entity.length) for entity in styled.entities]


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        pytest.param("Bonjour", "Bonjour", [], id="plain"),
        pytest.param("<b>a</b><strong>b</strong>", "ab", [("bold", 0, 1), ("bold", 1, 1)], id="b"),
        pytest.param("<i>a</i><em>b</em>", "ab", [("italic", 0, 1), ("italic", 1, 1)], id="i"),
        pytest.param("<u>a</u><ins>b</ins>", "ab", [("underline", 0, 1), ("underline", 1, 1)]),
        pytest.param("<s>a</s><del>b</del>", "ab", [("strikethrough", i, 1) for i in (0, 1)]),
        pytest.param('<span class="tg-spoiler">a</span>', "a", [("spoiler", 0, 1)], id="span"),
        pytest.param("<tg-spoiler>a</tg-spoiler>", "a", [("spoiler", 0, 1)], id="spoiler"),
        pytest.param("<code>a</code>", "a", [("code", 0, 1)], id="code"),
        pytest.param("<pre>a\n b</pre>", "a\n b", [("pre", 0, 4)], id="pre"),
        pytest.param("<blockquote>a</blockquote>", "a", [("blockquote", 0, 1)], id="quote"),
        pytest.param(
            "<blockquote expandable>a</blockquote>", "a", [("expandable_blockquote", 0, 1)]
        ),
        pytest.param('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [("custom_emoji", 0, 2)]),
        pytest.param("😀 <b>é</b>", "😀 é", [("bold", 3, 1)], id="UTF-16 offsets"),
        pytest.param("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)], id="nested"),
        pytest.param("&lt;b&gt; &amp; &quot;&#39;&#x1f600;", "<b> & \"'😀", [], id="references"),
        pytest.param(" \n <b> a </b> \n", "a", [("bold", 0, 1)], id="trimmed"),
        pytest.param("<b>  </b>a", "a", [], id="nothing left to style"),
        pytest.param("a\r\nb\x07", "a\nb", [], id="control characters"),
        pytest.param("/vote@terreau_bot 2", "/vote@terreau_bot 2", [("bot_command", 0, 17)]),
        pytest.param("à @ana_b !", "à @ana_b !", [("mention", 2, 6)], id="mention"),
        pytest.param("<code>@ana_b</code>", "@ana_b", [("code", 0, 6)], id="no mention in code"),
        pytest.param("<a href='tg://user?id=7'>X</a>", "X", [], id="unknown person"),
        pytest.param("<a href='javascript:alert(1)'>X</a>", "X", [], id="no such link"),
    ],
)
def test_html_becomes_words_and_entities(
    source: str, text: str, entities: list[tuple[str, int, int]]
) -> None:
    styled = read(source)

    assert styled.text == text
    assert brief(styled) == entities


@pytest.mark.parametrize(
    ("source", "words"),
    [
        pytest.param("a <3", "Unclosed start tag at byte offset 2", id="less than"),
        pytest.param("é & b", 'Unescaped "&" at byte offset 3', id="ampersand"),
        pytest.param("a&nbsp;b", 'Unescaped "&" at byte offset 1', id="unknown reference"),
        pytest.param("<div>a</div>", 'Unsupported start tag "div" at byte offset 0', id="div"),
        pytest.param("a<br/>b", 'Unsupported start tag "br" at byte offset 1', id="br"),
        pytest.param("<b>a", 'Can\'t find end tag corresponding to start tag "b"', id="open"),
        pytest.param("a</b>", "Unexpected end tag at byte offset 1", id="closed"),
        pytest.param(
            "<b><i>a</b></i>",
            'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"',
            id="crossed",
        ),
        pytest.param("<span>a</span>", 'Tag "span" must have class "tg-spoiler"', id="span"),
    ],
)
def test_wrong_html_is_refused(source: str, words: str) -> None:
    with pytest.raises(MisuseError) as refusal:
        read(source)

    assert refusal.value.description.startswith(f"Bad Request: can't parse entities: {words}")


def test_links_lead_somewhere() -> None:
    link = read("<a href='https://example.org'>ici</a>").entities[0]
    code = read('<pre><code class="language-python">a</code></pre>').entities

    assert (link.type, link.url) == ("text_link", "https://example.org/")
    assert [(it.type, it.language) for it in code] == [("pre", "python")]


async def test_words_that_call_a_person_are_noted(
    bot: telegram.Bot, api: BotApi, ana: Person
) -> None:
    html = telegram.constants.ParseMode.HTML
    await bot.send_message(ana.id, f"<a href='tg://user?id={ana.id}'>toi</a>", html)
    await bot.send_message(ana.id, "@ana_b, écrivez à @terreau_bot")
    await bot.send_message(ana.id, "<code>@ana_b</code> &lt;a href='tg://user?id=1'&gt;", html)

    assert [(ping.entity.type, ping.words) for ping in api.pings] == [
        ("text_mention", "toi"),
        ("mention", "@ana_b"),
    ]


async def test_a_text_has_4096_utf16_units_once_parsed(line: Line, ana: Person) -> None:
    def send(text: str) -> Json:
        return {"chat_id": ana.id, "text": text, "parse_mode": "HTML"}

    assert (await line.call("sendMessage", **send(f"<b>{'a' * 4096}</b>&#32;")))["ok"]
    assert (await line.call("sendMessage", **send("😀" * 2048)))["ok"]
    too_long = "Bad Request: message is too long"
    assert await line.refusal("sendMessage", **send("a" * 4097)) == too_long
    assert await line.refusal("sendMessage", **send("😀" * 2048 + "a")) == too_long


async def test_a_caption_has_1024_units(bot: telegram.Bot, ana: Person) -> None:
    await bot.send_photo(ana.id, b"jpeg", "a" * 1024)

    with pytest.raises(telegram.error.BadRequest, match="Message caption is too long"):
        await bot.send_photo(ana.id, b"jpeg", "a" * 1025)


async def test_the_source_and_the_words_are_kept(bot: telegram.Bot, ana: Person) -> None:
    sent = await bot.send_message(ana.id, "<b>Fête</b> &amp; bal", "HTML")

    message = ana.private.messages[-1]
    assert (message.html, message.text) == ("<b>Fête</b> &amp; bal", "Fête & bal")
    assert (sent.text, sent.text_html) == ("Fête & bal", message.html)
