"""The words of a letter, its proven author, and letters that get no answer."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from bot.core.messages.incoming import Kind
from bot.domain.mail_tags import TagKind
from bot.transports.mail import MailAccount, Server
from bot.transports.mail.reading import Fate, Letter, Read, file_content, new_words, read_letter
from tests.transports.mail.ground import JEANNE, KEY, NOW, OURS, RELAY, letter_from

TODAY = NOW.date()
OUR_LETTER = "5eed" * 8
ACCOUNT = MailAccount(
    OURS, "Terreau", Server("h", 1, tls=True), Server("h", 1, tls=True), RELAY, KEY
)
REPLY = ACCOUNT.address_for(TagKind.REPLY, OUR_LETTER, JEANNE, TODAY)


def read(letter: EmailMessage | bytes, size: int | None = None) -> Read:
    raw = letter if isinstance(letter, bytes) else letter.as_bytes(policy=SMTP)
    arrived_at = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    return read_letter(ACCOUNT, Letter(7, raw, arrived_at, size or len(raw)), TODAY)


def test_a_reply_with_our_tag_from_a_proven_sender_is_theirs() -> None:
    found = read(letter_from(words="2", to=REPLY))

    assert (found.fate, found.why) == (Fate.HANDLED, "proven")
    assert found.arrival is not None
    assert found.arrival.kind is Kind.WORDS
    assert not found.arrival.unproven
    assert (found.arrival.words, found.arrival.about) == ("2", OUR_LETTER)
    assert found.arrival.sender == found.arrival.room == f"mail:{JEANNE}"
    assert found.arrival.name == "Jeanne Martin"


@pytest.mark.parametrize(
    ("letter", "why"),
    [
        pytest.param(letter_from(words="2"), "unproven", id="no tag"),
        pytest.param(letter_from(words="2", to=REPLY, dmarc=""), "unproven", id="relay is silent"),
        pytest.param(letter_from(words="2", to=REPLY, dmarc="none"), "unproven", id="no policy"),
        pytest.param(letter_from(words="2", to=REPLY, dmarc="fail"), "unproven", id="tag, forged"),
        pytest.param(letter_from("marc@example.org", "2", to=REPLY), "unproven", id="forwarded"),
        pytest.param(letter_from(words="2", dmarc="fail"), "forged", id="forged"),
    ],
)
def test_whatever_another_may_have_written_is_not_proven(letter: EmailMessage, why: str) -> None:
    found = read(letter)

    assert found.why == why
    assert found.arrival is None or found.arrival.unproven


@pytest.mark.parametrize(
    "results",
    [
        "mx.elsewhere.example; dmarc=pass header.from=example.org",
        f"{RELAY}; dmarc=pass header.from=other.example",
        f"{RELAY}; dkim=pass header.d=example.org",
        f"{RELAY}; none",
        "dmarc=pass",
    ],
)
def test_only_our_own_relays_word_about_this_sender_counts(results: str) -> None:
    letter = letter_from(words="2", to=REPLY, dmarc="")
    letter["Authentication-Results"] = results
    found = read(letter)

    assert found.arrival is not None
    assert found.arrival.unproven


def test_the_first_word_of_our_relay_counts_and_not_one_that_came_along() -> None:
    letter = letter_from(words="2", to=REPLY, dmarc="fail")
    letter["Authentication-Results"] = f"{RELAY}; dmarc=pass header.from=example.org"
    found = read(letter)

    assert found.arrival is not None
    assert found.arrival.unproven


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner=x"},
        {"Precedence": "bulk"},
        {"List_Id": "<voisins.example.org>"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
    ],
)
def test_what_a_program_sends_is_answered_by_nobody(headers: dict[str, str]) -> None:
    found = read(letter_from(words="2", to=REPLY, **headers))

    assert (found.fate, found.arrival) == (Fate.IGNORED, None)


@pytest.mark.parametrize(
    ("sender", "subject"),
    [
        (JEANNE, "Réponse automatique : Quelle date ?"),
        (JEANNE, "Re: Out of office"),
        ("MAILER-DAEMON@example.org", "Hello"),
        ("ne-pas-repondre@example.org", "Bonjour"),
        (OURS, "Bonjour"),
        (REPLY, "Bonjour"),
    ],
)
def test_machines_and_ourselves_are_answered_by_nobody(sender: str, subject: str) -> None:
    found = read(letter_from(sender, "Je suis absente", to=REPLY, subject=subject))

    assert (found.fate, found.arrival) == (Fate.IGNORED, None)


def report(status: str, action: str = "failed", *, to: str = "", mailbox: str = JEANNE) -> bytes:
    """A bounce as RFC 3464 has it, with the head of our letter."""
    tagged = to or ACCOUNT.address_for(TagKind.BOUNCE, OUR_LETTER, JEANNE, TODAY)
    return "\r\n".join(
        [
            "Return-Path: <>",
            f"Delivered-To: {tagged}",
            "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>",
            f"To: {tagged}",
            "Subject: Undelivered Mail Returned to Sender",
            "MIME-Version: 1.0",
            "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
            *("", "--b", "Content-Type: text/plain", "", "No such user.", "--b"),
            *("Content-Type: message/delivery-status", ""),
            *("Reporting-MTA: dns; mx.example.org", ""),
            *(f"Final-Recipient: rfc822; {mailbox}", f"Action: {action}", f"Status: {status}"),
            *(f"Diagnostic-Code: smtp; 550 {status} unknown", "", "--b"),
            *("Content-Type: text/rfc822-headers", ""),
            *(f"To: {JEANNE}", f"Message-ID: <{OUR_LETTER}@region.example>", "", "--b--", ""),
        ]
    ).encode()


def test_a_bounce_of_a_dead_address_loses_its_room() -> None:
    found = read(report("5.1.1"))

    assert (found.fate, found.why) == (Fate.HANDLED, "bounce")
    assert found.arrival is not None
    assert (found.arrival.kind, found.arrival.room) == (Kind.WENT, f"mail:{JEANNE}")


def test_a_bounce_behind_a_forwarding_is_of_the_address_that_we_wrote_to() -> None:
    found = read(report("5.1.1", mailbox="jeanne@new.example"))

    assert found.arrival is not None
    assert found.arrival.room == f"mail:{JEANNE}"


@pytest.mark.parametrize(
    "bounce",
    [
        pytest.param(report("4.4.1", "delayed"), id="only late"),
        pytest.param(report("5.2.2"), id="full"),
        pytest.param(report("5.7.1"), id="refused for its content"),
        pytest.param(report("5.1.1", to=OURS), id="without our tag"),
        pytest.param(report("5.1.1", to=REPLY), id="at the address for replies"),
        pytest.param(
            report("5.1.1", mailbox="marc@example.org").replace(
                f"To: {JEANNE}".encode(), b"To: marc@example.org"
            ),
            id="of another mailbox",
        ),
        pytest.param(report("5.1.1")[:400], id="cut off"),
    ],
)
def test_other_reports_lose_nobodys_room(bounce: bytes) -> None:
    found = read(bounce)

    assert found.arrival is None
    assert found.why in {"report", "refused"}


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (
            "2\n\nLe mar. 1 déc. 2026 à 09:12, Terreau <t@r.example> a\nécrit :\n\n> Quelle date ?",
            "2",
        ),
        ("2\n\nCordialement,\nJeanne Martin\n06 00 00 00 00\n", "2"),
        (
            "1\n\nEnvoyé de mon iPhone\n\n> Le 1 déc. 2026 à 09:12, T <t@x> a écrit :\n> \n> Quoi",
            "1",
        ),
        ("Oui, avec plaisir.\n\n-- \nJeanne", "Oui, avec plaisir."),
        ("Demain\n\nOn Tue, Dec 1, 2026 at 9:12 AM Terreau <t@x> wrote:\n\n> When?", "Demain"),
        (
            "Le dépôt est ouvert.\n\n-----Message d'origine-----\nDe : T\n\nTexte",
            "Le dépôt est ouvert.",
        ),
        ("> Votre prénom ?\n\nJeanne", "Jeanne"),
        ("Bonjour à vous\n— Ana", "Bonjour à vous\n— Ana"),
    ],
)
def test_only_the_new_words_are_read(written: str, words: str) -> None:
    assert new_words(written) == words


def test_html_alone_is_read_as_words() -> None:
    letter = letter_from(to=REPLY)
    letter.set_content("<div>Je viens <b>samedi</b></div><p>Jeanne</p>", subtype="html")
    found = read(letter)

    assert found.arrival is not None
    assert found.arrival.words == "Je viens samedi\nJeanne"


def test_a_subject_alone_is_what_was_said_and_a_mark_is_a_command() -> None:
    bare, command = read(letter_from(words="", subject="menu")), read(letter_from(words="/menu"))

    assert bare.arrival is not None
    assert command.arrival is not None
    assert bare.arrival.words == command.arrival.words == "menu"
    assert (bare.arrival.command, command.arrival.command) == (False, True)


def test_a_file_waits_and_the_picture_of_a_signature_is_none() -> None:
    letter = letter_from(to=REPLY, words="Voici la liste")
    letter.add_attachment(
        b"logo", maintype="image", subtype="png", disposition="inline", cid="<a@b>"
    )
    letter.add_attachment(b"a;b", maintype="text", subtype="csv", filename="liste.csv")
    found = read(letter)

    assert found.fate is Fate.HAS_FILE
    assert found.arrival is not None
    assert found.arrival.file is not None
    assert (found.arrival.file.name, found.arrival.file.size) == ("liste.csv", 3)
    raw = letter.as_bytes(policy=SMTP)
    assert file_content(raw, int(found.arrival.file.where["part"])) == b"a;b"


def test_of_a_letter_that_is_too_large_only_the_head_counts() -> None:
    found = read(letter_from(words="", to=REPLY, subject="Photos"), size=ACCOUNT.largest + 1)

    assert found.arrival is not None
    assert found.arrival.file is not None
    assert found.arrival.file.size == ACCOUNT.largest + 1
    assert found.arrival.words == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\xfe\x00nonsense",
        b"From: a@example.org\r\nFrom: b@example.org\r\n\r\nHi",
        b"From: a@example.org, b@example.org\r\n\r\nHi",
        b"From: <>\r\n\r\nHi",
        b"From: =?utf-8?q?=00?= <x>\r\nContent-Type: multipart/mixed; boundary=\r\n\r\nHi",
        b"From: a@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 400,
        "From: é@example.org\r\n\r\nHi".encode(),
    ],
)
def test_broken_letters_do_nothing(raw: bytes) -> None:
    found = read(raw)

    assert found.fate is Fate.IGNORED


def test_a_broken_charset_is_read_as_far_as_it_goes() -> None:
    raw = (
        f"Authentication-Results: {RELAY}; dmarc=pass header.from=example.org\r\nTo: {REPLY}\r\n"
        f"From: {JEANNE}\r\nContent-Type: text/plain; charset=klingon\r\n\r\nOui"
    ).encode()
    found = read(raw)

    assert found.arrival is not None
    assert found.arrival.words == "Oui"


def test_the_address_that_unsubscribes_says_stop() -> None:
    stop = ACCOUNT.address_for(TagKind.UNSUBSCRIBE, OUR_LETTER, JEANNE, TODAY)
    found = read(letter_from(words="whatever", to=stop, subject="STOP"))

    assert found.arrival is not None
    assert (found.arrival.words, found.arrival.unproven) == ("stop", False)
