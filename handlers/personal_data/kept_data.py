"""Labels of stored data that no other feature declares: common columns, and tables of the core."""

from collections.abc import Mapping

from bot.core import Router, Text, ntext, text

COMMON_LABELS: Mapping[str, Text] = {
    "about": text("about"),
    "account": text("account"),
    "action": text("what was done"),
    "address": text("account or room"),
    "answer": text("answer"),
    "answered_at": text("answered on"),
    "approved_hand": text("approved by"),
    "approved_seat": text("approved for"),
    "asked_on": text("asked for on"),
    "at": text("when"),
    "attempts": text("attempts"),
    "audience": text("whom it is for"),
    "by_you": text("done by you"),
    "came_at": text("came on"),
    "changed_at": text("changed on"),
    "checked_at": text("last read on"),
    "circle": text("way of taking part"),
    "circles": text("for those who take part so"),
    "closed_at": text("closed on"),
    "commune": text("commune (INSEE code)"),
    "community_id": text("community"),
    "created_at": text("made on"),
    "domain": text("domain"),
    "domains": text("domains"),
    "email": text("e-mail address"),
    "ends_at": text("ends on"),
    "error": text("what went wrong"),
    "etag": text("version read"),
    "expires_at": text("forgotten on"),
    "failed_since": text("failing since"),
    "failure": text("why it ended"),
    "failures": text("failed attempts"),
    "file_name": text("file"),
    "first": text("first account or day"),
    "given_at": text("said on"),
    "here": text("community meant in private"),
    "key": text("number"),
    "kind": text("kind"),
    "link": text("link"),
    "locale": text("language"),
    "made_at": text("made on"),
    "message_id": text("message number"),
    "modified": text("changed there on"),
    "name": text("name"),
    "network": text("network"),
    "next_at": text("read again on"),
    "not_before": text("not before"),
    "number": text("number"),
    "opened_at": text("begun on"),
    "payload": text("content"),
    "people": text("people on it"),
    "group_id": text("working group"),
    "picture_id": text("picture"),
    "place": text("place, or position in the letter"),
    "published_at": text("announced on"),
    "question": text("question"),
    "received_at": text("received on"),
    "reminded_at": text("reminded on"),
    "room": text("room"),
    "seat": text("role"),
    "sent_at": text("sent on"),
    "source": text("source"),
    "state": text("state"),
    "submitted_hand": text("submitted by"),
    "submitted_seat": text("submitted for"),
    "territories": text("for these territories"),
    "title": text("title"),
    "told_at": text("told on"),
    "until": text("until"),
    "url": text("web address"),
    "why": text("why they should meet"),
    "withdrawn_at": text("taken back on"),
    "words": text("words"),
    "zone": text("time zone"),
}
"""Labels of columns that several features have; their own stand with their declarations."""

router = Router()

router.personal_data(
    "forms",
    text("Answers that you began to give"),
    text("Kept until you finish or cancel, one day at most."),
    order=290,
    labels={"form": text("question"), "answers": text("answers")},
    counted=lambda count: ntext(
        "{count} answer that you began to give", "{count} answers that you began to give", count
    ),
)
router.personal_data(
    "counted_acts",
    text("What you did in the last hour"),
    text(
        "So that nobody sends too much at once, and no number counts twice. Kept two hours at most."
    ),
    order=320,
    counted=lambda count: ntext(
        "{count} thing that you did in the last hour",
        "{count} things that you did in the last hour",
        count,
    ),
)
router.personal_data(
    "handouts",
    text("Files waiting for you"),
    text("Behind a link that works once, within an hour."),
    order=330,
    labels={"arguments": text("details")},
    counted=lambda count: ntext(
        "{count} file waiting for you", "{count} files waiting for you", count
    ),
)
router.personal_data(
    "files",
    text("Files that you sent"),
    text("Kept for a day, unless it was said."),
    order=350,
    labels={"media_type": text("file type"), "size": text("bytes"), "sha256": text("fingerprint")},
    counted=lambda count: ntext("{count} file that you sent", "{count} files that you sent", count),
)
router.personal_data(
    "deliveries",
    text("Messages to you"),
    text(
        "Their words are kept until they are sent. After that, only their number and buttons, "
        "to understand your answers."
    ),
    order=390,
    labels={
        "priority": text("priority"),
        "buttons": text("buttons"),
        "reply_to": text("in reply to"),
        "target": text("message changed"),
        "again": text("sent again in doubt"),
        "unasked": text("unasked"),
        "quiet": text("silent"),
        "parting": text("last answer"),
        "txn": text("sending number"),
        "piece": text("part"),
        "not_after": text("useless after"),
    },
    counted=lambda count: ntext(
        "{count} message that I sent you", "{count} messages that I sent you", count
    ),
)
router.personal_data(
    "inbox",
    text("Messages from you"),
    text("Those waiting, and those I could not process. Kept a few days."),
    order=400,
    labels={"done_at": text("handled on")},
    counted=lambda count: ntext(
        "{count} message that you sent me", "{count} messages that you sent me", count
    ),
)
router.personal_data(
    "unproven_mails",
    text("E-mails that you have to confirm"),
    text("Kept until you say that you wrote them, three days at most."),
    order=405,
    counted=lambda count: ntext(
        "{count} e-mail that you have to confirm",
        "{count} e-mails that you have to confirm",
        count,
    ),
)
router.personal_data(
    "sealed",
    text("Messages from you that I cannot read"),
    text("They are encrypted, and their key is missing. Kept a week at most."),
    order=410,
    labels={"ciphertext": text("encrypted message")},
    counted=lambda count: ntext(
        "{count} message of yours that I cannot read",
        "{count} messages of yours that I cannot read",
        count,
    ),
)
router.personal_data(
    "presses",
    text("Buttons you pressed where everybody sees it"),
    text("So that you can change your mind. Your network told me."),
    order=420,
    labels={"sender": text("pressed by"), "press": text("pressed")},
    counted=lambda count: ntext(
        "{count} button that you pressed where everybody sees it",
        "{count} buttons that you pressed where everybody sees it",
        count,
    ),
)
router.personal_data(
    "cards",
    text("Messages that stay up to date"),
    text("Those in your private room."),
    order=430,
    labels={
        "wanted": text("state wanted"),
        "shown": text("state shown"),
        "revision": text("version shown"),
        "ended": text("taken away"),
    },
    counted=lambda count: ntext(
        "{count} message that I keep up to date for you",
        "{count} messages that I keep up to date for you",
        count,
    ),
)
router.personal_data(
    "departures",
    text("When I wrote to you"),
    text("To keep to the limits of the network. Kept briefly."),
    order=440,
    labels={"card": text("update of a message")},
    counted=lambda count: ntext(
        "The time of {count} message that I sent you",
        "The times of {count} messages that I sent you",
        count,
    ),
)
router.personal_data(
    "rooms",
    text("Your private rooms with me"),
    text("Where I write to you. Your network gives them to me."),
    order=450,
    labels={"gone_at": text("unreachable since"), "gone_why": text("why unreachable")},
    counted=lambda count: ntext(
        "{count} private room with me", "{count} private rooms with me", count
    ),
)
