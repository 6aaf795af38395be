"""Letters as they leave, and what the server's answers mean."""

import re
from datetime import timedelta

import pytest

from bot.core.messages.content import Bold, Card, Document, Line, Link, Small, button, link_button
from bot.core.messages.i18n import Reader
from bot.core.messages.ports import FateUnknown, NotSent, Rejected, RoomGone, SendError, TryLater
from bot.core.messages.rendering import Choice, Place, Rendered, Span, render
from bot.domain.mail_tags import TagKind
from bot.transports.mail import MailTransport, Server
from bot.transports.mail.account import MailAccount
from bot.transports.mail.reading import Fate, Letter, read_letter
from bot.transports.mail.sending import AccountRefused
from tests.transports.contracts.networks import READER
from tests.transports.mail.ground import JEANNE, NOW, OURS, MailGround, mail_ground

ROOM = f"mail:{JEANNE}"
LETTER = "0a" * 16
TXN = f"{LETTER}-0"
IN_A_LETTER = Place(buttons=False, deep_links=False, direct=True)

POLL = Card(
    "📊 Quelle date pour l'atelier ?",
    ("mardi 8 : 0", Link("Le programme", "https://region.example/a?b=1&c=2"), Small("Sondage 2")),
    (
        (button("mardi 8", "vote", 2, 1), button("jeudi 10", "vote", 2, 2)),
        (link_button("Ouvrir", "https://region.example/2"),),
    ),
)


def in_a_letter(card: Card, reader: Reader = READER) -> Rendered:
    return render(card, reader, IN_A_LETTER)


async def test_a_letter_has_plain_words_and_html_and_the_heads_of_a_good_sender(
    ground: MailGround,
) -> None:
    transport = ground.transport()
    sent = await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    [taken] = ground.relay.sent
    letter = taken.letter
    plain, html = letter.get_body(("plain",)), letter.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert sent == LETTER
    assert (taken.recipient, letter["To"], letter["Message-ID"]) == (
        JEANNE,
        JEANNE,
        f"<{LETTER}@region.example>",
    )
    assert letter["From"] == f"Pionniers de l'énergie <{OURS}>"
    assert letter["Subject"] == "📊 Quelle date pour l'atelier ?"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Le programme https://region.example/a?b=1&c=2" in plain.get_content()
    assert "1. mardi 8" in plain.get_content()
    assert '<a href="https://region.example/a?b=1&amp;c=2"' in html.get_content()
    assert "font: 17px" in html.get_content().partition("<body")[2]  # beside the words, inlined
    for address, kind in (
        (letter["Reply-To"].addresses[0].addr_spec, TagKind.REPLY),
        (taken.sender, TagKind.BOUNCE),
    ):
        tag = ground.account.tag_in(address)
        assert tag is not None
        assert (tag.kind, tag.letter) == (kind, LETTER)
        assert tag.holds_for(JEANNE, ground.account.key, NOW.date())


async def test_a_button_of_a_letter_is_an_answer_that_only_has_to_be_sent(
    ground: MailGround,
) -> None:
    transport = ground.transport()
    await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    html = ground.relay.sent[0].letter.get_body(("html",))
    assert html is not None
    assert f"mailto:{ground.reply_address(LETTER)}?subject=" in html.get_content()
    assert "&amp;body=jeudi%2010" in html.get_content()


async def test_a_button_that_is_a_link_stands_without_its_address(ground: MailGround) -> None:
    url = "https://region.example/join"
    link = Choice("Rejoindre", url=url, tone="primary")
    transport = ground.transport()
    shown = Rendered((Span("Bonjour"),), ((link,),), typed=f"Rejoindre : {url}")
    await transport.send(ROOM, shown, txn=TXN, reply_to=None)
    await transport.close()

    plain, html = (ground.relay.sent[0].letter.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert f"Rejoindre : {url}" in plain.get_content()
    assert f"Rejoindre : {url}" not in html.get_content()
    assert 'class="way main"' in html.get_content()


async def test_what_nobody_asked_for_can_be_stopped_by_one_click() -> None:
    async with mail_ground(public_url="https://terreau.region.example") as ground:
        transport = ground.transport()
        await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
        quiet = Rendered((Span("Noté."),), quiet=True)
        await transport.send(ROOM, quiet, txn=f"{'0b' * 16}-0", reply_to="<1@example.org>")
        await transport.close()
        unasked, answer = (each.letter for each in ground.relay.sent)

    tag = ground.account.tag(TagKind.UNSUBSCRIBE, LETTER, JEANNE, NOW.date())
    assert unasked["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<https://terreau.region.example/f/mail/stop/{tag}>" in unasked["List-Unsubscribe"]
    assert f"+{tag}@region.example?subject=STOP>" in unasked["List-Unsubscribe"]
    assert (answer["List-Unsubscribe"], answer["Auto-Submitted"]) == (None, "auto-replied")
    assert answer["In-Reply-To"] == "<1@example.org>"


async def test_letters_of_one_subject_are_one_thread(ground: MailGround) -> None:
    transport = ground.transport()
    for nth, subject in enumerate(("Visite", "Visite", "Atelier")):
        rendered = Rendered((Span(subject, bold=True), Span("\nBonjour")))
        await transport.send(ROOM, rendered, txn=f"{nth:032x}-0", reply_to=None)
    await transport.close()

    first, second, other = (each.letter["References"] for each in ground.relay.sent)
    assert first == second
    assert len({first, second, other}) == 2


async def test_hostile_words_stay_words(ground: MailGround) -> None:
    hostile = "<script>alert(1)</script>\r\nBcc: all@example.org"
    transport = ground.transport()
    rendered = Rendered((Span(hostile, bold=True), Span("", url="javascript:alert(1)")))
    await transport.send(ROOM, rendered, txn=TXN, reply_to=None)
    await transport.close()

    letter = ground.relay.sent[0].letter
    html = letter.get_body(("html",))
    assert html is not None
    assert letter["Bcc"] is None
    assert "<script" not in html.get_content()
    assert "javascript:" not in html.get_content()


async def test_files_and_pictures_come_along(ground: MailGround) -> None:
    transport = ground.transport()
    document = Document("été.csv", "text/csv", b"a;b\r\n")
    picture = Document("picture.png", "image/png", b"\x89PNG")
    await transport.send(
        ROOM, Rendered((Span("Voici"),), document=document), txn=TXN, reply_to=None
    )
    await transport.send(
        ROOM, Rendered((Span("Carte"),), picture=picture), txn=f"{'0b' * 16}-0", reply_to=None
    )
    await transport.close()

    with_file, with_picture = (each.letter for each in ground.relay.sent)
    [attached] = with_file.iter_attachments()
    assert (attached.get_filename(), attached.get_payload(decode=True)) == ("été.csv", b"a;b\r\n")
    shown = [part for part in with_picture.walk() if part.get_content_type() == "image/png"]
    assert [part["Content-ID"] for part in shown] == ["<picture>"]


async def test_our_own_letters_are_answered_by_no_bot(ground: MailGround) -> None:
    transport = ground.transport()
    await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    raw = ground.relay.sent[0].raw
    found = read_letter(ground.account, Letter(1, raw, NOW, len(raw)), NOW.date())

    assert (found.fate, found.why) == (Fate.IGNORED, "automatic")


@pytest.mark.parametrize(
    ("to_recipient", "to_letter", "expected"),
    [
        ("550 5.1.1 unknown", "", RoomGone),
        ("550 no such user", "", RoomGone),
        ("550 5.2.1 disabled", "", RoomGone),
        ("550 5.7.1 policy", "", Rejected),
        ("552 5.2.2 full", "", Rejected),
        ("450 4.7.1 greylisted", "", TryLater),
        ("421 4.3.2 closing", "", NotSent),
        ("", "451 4.3.0 later", TryLater),
        ("", "554 5.7.1 spam", Rejected),
    ],
)
async def test_answers_have_their_meaning(
    ground: MailGround, to_recipient: str, to_letter: str, expected: type[SendError]
) -> None:
    ground.relay.to_recipient, ground.relay.to_letter = to_recipient, to_letter
    transport = ground.transport()

    with pytest.raises(SendError) as raised:
        await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    assert type(raised.value) is expected
    assert JEANNE not in str(raised.value)

    ground.relay.to_recipient = ground.relay.to_letter = ""
    await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()
    assert len(ground.relay.sent) == 1


@pytest.mark.parametrize(
    ("cuts_at", "expected", "arrived"),
    [("mail", NotSent, 0), ("rcpt", NotSent, 0), ("data", FateUnknown, 1)],
)
async def test_a_connection_cut_before_the_letter_sent_nothing_and_after_it_nobody_knows(
    ground: MailGround, cuts_at: str, expected: type[SendError], arrived: int
) -> None:
    ground.relay.cuts_at = cuts_at
    transport = ground.transport()

    with pytest.raises(SendError) as raised:
        await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    assert type(raised.value) is expected
    assert len(ground.relay.sent) == arrived


async def test_a_kept_connection_that_the_server_closed_is_made_again(ground: MailGround) -> None:
    transport = ground.transport()
    await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    ground.relay.cuts_at = "mail"
    await transport.send(ROOM, in_a_letter(POLL), txn=f"{'0b' * 16}-0", reply_to=None)
    await transport.close()

    assert (len(ground.relay.sent), ground.relay.connections) == (2, 2)


@pytest.mark.crashes("account refused")
async def test_a_server_that_refuses_our_address_is_told_as_such(ground: MailGround) -> None:
    ground.relay.to_sender = "550 5.7.1 not yours"
    transport = ground.transport()

    with pytest.raises(AccountRefused):
        await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    assert transport.refused_since() == NOW
    assert transport.ailing_since() == NOW


async def test_where_nobody_listens_nothing_was_sent(ground: MailGround) -> None:
    nowhere = Server("127.0.0.1", 9, tls=False, patience=1.0)
    account = MailAccount(
        OURS, "Terreau", nowhere, nowhere, ground.account.authserv_id, ground.account.key
    )
    transport = MailTransport(account, clock=ground.clock)
    with pytest.raises(NotSent):
        await transport.send(ROOM, in_a_letter(POLL), txn=TXN, reply_to=None)
    await transport.close()

    assert transport.ailing_since() == NOW


def test_letters_are_paced_as_the_server_asks(ground: MailGround) -> None:
    [window] = ground.transport().capabilities.whole

    assert window.span >= timedelta(minutes=1)


async def test_a_letter_has_a_title_headings_of_sections_and_paragraphs(
    ground: MailGround,
) -> None:
    lines: tuple[Line, ...] = (
        *("Bonjour à tout le monde", ""),
        *(Bold("📰 Actualités"), Bold("Le broyeur"), "En prêt", "à la mairie", ""),
        *(Bold("L'atelier"), "Samedi 12 décembre, 14 h 30"),
    )
    transport = ground.transport()
    await transport.send(ROOM, in_a_letter(Card("La lettre", lines)), txn=TXN, reply_to=None)
    await transport.close()

    html = ground.relay.sent[0].letter.get_body(("html",))
    assert html is not None
    shown = re.findall(r"<(h\d|p) class=\"words\"[^>]*>(.*?)</\1>", html.get_content())
    assert shown == [
        ("h1", "La lettre"),
        ("p", "Bonjour à tout le monde"),
        ("h2", "📰 Actualités"),
        ("h3", "Le broyeur"),
        ("p", "En prêt<br>à la mairie"),
        ("h3", "L'atelier"),
        ("p", "Samedi 12 décembre, 14 h 30"),
    ]
