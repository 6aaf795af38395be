"""What is held of a person, in words: what each section is, where it is from, what each key says.

The sections are those of `storage.holdings`: mostly the names of tables.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.core import Text, text
from bot.vocabulary.accounts import member_at
from bot.vocabulary.circles import LABELS as CIRCLES
from bot.vocabulary.notice import NAMES as PURPOSES
from storage.holdings import NOBODY, Whom
from storage.unit_of_work import Store


def whom_at(store: Store, account: str, room: str = "") -> Whom:
    """Whoever holds an account; who has not joined is known by it, and by their room."""
    member = member_at(store, account)
    if member is not None:
        return store.whom(member)
    return Whom(NOBODY, frozenset({account}), frozenset({room} - {""}))


@dataclass(frozen=True, slots=True)
class Section:
    """What it is called, and what is in it: from where, and for how long."""

    title: Text
    about: Text


SECTIONS: Mapping[str, Section] = {
    "members": Section(
        text("You"),
        text(
            "What you told me of yourself. Your name came from your account when you joined, "
            "unless you changed it. Kept until you have it erased."
        ),
    ),
    "identities": Section(
        text("Your accounts"),
        text("By which I know you again. Their network tells me. Kept until you have it erased."),
    ),
    "memberships": Section(
        text("Your communities"),
        text("Which ones you joined, and how you take part. Kept until you leave them."),
    ),
    "consents": Section(
        text("What you said yes to"),
        text(
            "Each yes: to what, to which version of the text, when and where, and when you took "
            "it back. Kept as a proof until you have it erased."
        ),
    ),
    "member_domains": Section(
        text("Your domains"), text("You chose them. Kept until you leave the community.")
    ),
    "ballots": Section(
        text("Your votes"),
        text(
            "What you chose. When you have your data erased, votes in open polls go; in closed "
            "ones they stay counted, tied to nobody."
        ),
    ),
    "polls": Section(
        text("The polls that you opened"),
        text("They stay without you when you have your data erased."),
    ),
    "events": Section(
        text("The events that you made"),
        text(
            "Those that were announced stay without you when you have your data erased; of the "
            "others nothing is left but a number."
        ),
    ),
    "attendances": Section(
        text("Your answers to events"),
        text(
            "Kept as long as the community. When you have your data erased they go; where you "
            "came, somebody came."
        ),
    ),
    "event_reminders": Section(
        text("The reminders of events that you got"),
        text("Kept for 7 days after the event begins."),
    ),
    "guests": Section(
        text("Whom you bring to events"), text("Their names are kept for 60 days at most.")
    ),
    "news": Section(
        text("The news that you wrote"),
        text(
            "What is in a letter, or kept for one, stays without your name when you have your "
            "data erased; the rest goes."
        ),
    ),
    "digests": Section(
        text("The letters that you submitted or approved"),
        text("That somebody did stays without you when you have your data erased."),
    ),
    "letters": Section(
        text("Your conversations with those who tend the community"),
        text("That they took place, so that an answer finds you; what was written is not kept."),
    ),
    "invitations": Section(
        text("Your invitations"), text("Your code, and how many people came by it.")
    ),
    "circle_proposals": Section(
        text("Ways of taking part that were proposed"),
        text("To you, or by you to others. Kept until they are answered, for a while at most."),
    ),
    "proxies": Section(
        text("What was asked for by voice"),
        text("By you, or by people who asked you to act for them. Kept for 60 days at most."),
    ),
    "absences": Section(
        text("Your absences"), text("Those that you announced. Kept for a week after their end.")
    ),
    "seats": Section(text("Your seats"), text("The communities that you tend.")),
    "posts": Section(text("Your posts"), text("Where you are a deputy or an agent.")),
    "seat_offers": Section(
        text("Seats that were offered"), text("To you or by you. Kept until they are answered.")
    ),
    "cultivators": Section(
        text("That you run this bot"),
        text("Set by whoever installed it. It stays until they take it back."),
    ),
    "applied_settings": Section(
        text("Your account in the configuration"),
        text("As whoever installed this bot wrote it there. It stays until they change it."),
    ),
    "name_parts": Section(
        text("How your name is found"),
        text("The words of it, made from your name. They go when you leave."),
    ),
    "invitees": Section(
        text("Lists that named you"),
        text(
            "What a list said that a gardener brought to invite people, and where it comes from. "
            "Kept for 60 days at most."
        ),
    ),
    "imports": Section(
        text("Lists that you brought"),
        text("Where they come from, without those whom they name. Kept for 60 days at most."),
    ),
    "feeds": Section(
        text("Calendars that you added"),
        text(
            "Calendars of elsewhere whose events are proposed in a community. They stay without "
            "you when you have your data erased."
        ),
    ),
    "newcomers": Section(
        text("Rooms that you came into"),
        text("So that you are welcomed there. The network tells me. Kept for 47 hours at most."),
    ),
    "forms": Section(
        text("Answers that you began to give"),
        text("Kept until you finish or cancel, for a day at most."),
    ),
    "link_codes": Section(text("Accounts that are being linked"), text("Kept for a few minutes.")),
    "link_tries": Section(text("Wrong codes"), text("How many you typed, for ten minutes.")),
    "counted_acts": Section(
        text("What you did in the last hour"),
        text("So that nobody sends too much at once. Kept for two hours at most."),
    ),
    "handouts": Section(
        text("Files that wait for you"), text("Behind a link that works once, for an hour.")
    ),
    "calendar_feeds": Section(
        text("The secret addresses of your calendar"),
        text(
            "When you asked for each and when it ended, not the address itself. Kept for 90 days "
            "after its end."
        ),
    ),
    "files": Section(text("Files that you sent"), text("Kept for a day, unless it was said.")),
    "pictures": Section(
        text("Pictures of events that you sent"),
        text("Kept for a year after the event, and gone when you have your data erased."),
    ),
    "outcomes": Section(
        text("What you told of events"),
        text(
            "What was posted stays without you when you have your data erased; of the rest nothing "
            "is left."
        ),
    ),
    "feedback": Section(
        text("How you found events"),
        text("Read without your name. Tied to you for 60 days; it goes with your data."),
    ),
    "deliveries": Section(
        text("Messages to you"),
        text(
            "What they say is kept until they are sent; then only which message it was and its "
            "buttons, so that I understand your answers."
        ),
    ),
    "inbox": Section(
        text("Messages from you"),
        text("Those that wait, and those that I could not handle: kept for a few days."),
    ),
    "sealed": Section(
        text("Messages from you that I cannot read"),
        text("They are encrypted, and their key is missing. Kept for a week at most."),
    ),
    "presses": Section(
        text("Buttons that you pressed for all to see"),
        text("So that you can take it back. It came from your network."),
    ),
    "cards": Section(
        text("Messages that stay up to date"), text("Which ones are in your private room.")
    ),
    "departures": Section(
        text("When I wrote to you"), text("To keep to the limits of the network. Kept briefly.")
    ),
    "rooms": Section(
        text("Your private rooms with me"), text("Where I write to you. Their network tells me.")
    ),
    "audit": Section(
        text("Traces"),
        text(
            "What you did that needs a role, what you were refused, what was done to you by those "
            "who have a role, and who read a register. Your name goes from it with your data."
        ),
    ),
}
"""In the order in which they are told."""

LABELS: Mapping[str, Text] = {
    "about": text("about"),
    "about_you": text("done to you"),
    "acted_at": text("last done on"),
    "action": text("what was done"),
    "added_at": text("added on"),
    "address": text("account or room"),
    "adult": text("18 or older"),
    "again": text("sent again in doubt"),
    "agreed": text("agreed"),
    "account": text("account"),
    "after": text("taken afterwards"),
    "answer": text("answer"),
    "answered_at": text("answered on"),
    "answers": text("answers"),
    "approved_hand": text("approved by"),
    "approved_seat": text("approved for"),
    "arguments": text("details"),
    "asked": text("already offered"),
    "asked_again_at": text("asked again whether you come on"),
    "asked_on": text("asked for on"),
    "asked_to_stay_on": text("asked whether to stay on"),
    "at": text("when"),
    "attempts": text("attempts"),
    "author": text("name shown"),
    "buttons": text("buttons"),
    "by_invitation": text("by invitation"),
    "by_you": text("done by you"),
    "came": text("people who came by it"),
    "came_at": text("came on"),
    "cancelled_at": text("called off on"),
    "capacity": text("places"),
    "card": text("update of a message"),
    "cast_at": text("voted on"),
    "changed_at": text("changed on"),
    "channel": text("said through"),
    "checked_at": text("last read on"),
    "checked_for": text("asked about for"),
    "choices": text("choice numbers"),
    "ciphertext": text("encrypted message"),
    "circle": text("way of taking part"),
    "circles": text("for those who take part so"),
    "closed_at": text("closed on"),
    "code": text("code"),
    "commune": text("commune (INSEE code)"),
    "community_id": text("community"),
    "created_at": text("made on"),
    "deadline": text("sign-ups until"),
    "decisions": text("decisions"),
    "description": text("description"),
    "direct": text("private room"),
    "domain": text("domain"),
    "domains": text("domains"),
    "done_at": text("handled on"),
    "due_at": text("due on"),
    "email": text("e-mail address"),
    "ended": text("taken away"),
    "ended_at": text("ended on"),
    "ends_at": text("ends on"),
    "error": text("what went wrong"),
    "etag": text("version read"),
    "expires_at": text("forgotten on"),
    "expires_on": text("erased on"),
    "facts": text("details"),
    "failed_since": text("failing since"),
    "failure": text("why it ended"),
    "failures": text("failed attempts"),
    "file_name": text("file"),
    "first": text("first account or day"),
    "first_locale": text("language of the first account"),
    "first_room": text("room of the first account"),
    "form": text("question"),
    "given_at": text("said on"),
    "giver": text("offered by"),
    "gone_at": text("unreachable since"),
    "gone_why": text("why unreachable"),
    "guests": text("guests allowed"),
    "handle": text("user name"),
    "here": text("community meant in private"),
    "instead": text("instead of"),
    "joined_at": text("joined on"),
    "key": text("number"),
    "kind": text("kind"),
    "last": text("last day"),
    "link": text("link"),
    "locale": text("language"),
    "looked_at": text("looked at by the other gardener on"),
    "made_at": text("made on"),
    "mark": text("mark"),
    "media_type": text("file type"),
    "message_id": text("message number"),
    "modified": text("changed there on"),
    "multiple": text("several choices allowed"),
    "name": text("name"),
    "named_at": text("named on"),
    "network": text("network"),
    "next_at": text("read again on"),
    "not_after": text("of no use after"),
    "next_on": text("next step by"),
    "next_step": text("next step"),
    "not_before": text("not before"),
    "number": text("number"),
    "offered_until": text("place kept until"),
    "open": text("not sent yet"),
    "opened_at": text("begun on"),
    "options": text("choices"),
    "organiser": text("organised by"),
    "outcome": text("outcome"),
    "part": text("words"),
    "parting": text("last answer"),
    "payload": text("content"),
    "people": text("people on it"),
    "picture_id": text("picture"),
    "piece": text("part"),
    "place": text("place, or position in the letter"),
    "post": text("post"),
    "posted_at": text("posted on"),
    "press": text("pressed"),
    "priority": text("priority"),
    "public": text("names shown"),
    "published_at": text("announced on"),
    "purpose": text("to what"),
    "question": text("question"),
    "quiet": text("silent"),
    "quiet_from": text("quiet from"),
    "quiet_to": text("quiet until"),
    "received_at": text("received on"),
    "removed_at": text("removed on"),
    "reminded_at": text("reminded on"),
    "reminders": text("reminders wanted"),
    "reply": text("answer at sign-up"),
    "reply_to": text("in reply to"),
    "rhythm": text("rhythm of the letter"),
    "room": text("room"),
    "seat": text("seat"),
    "second": text("second account"),
    "second_locale": text("language of the second account"),
    "second_name": text("name of the second account"),
    "second_room": text("room of the second account"),
    "seen": text("lines read"),
    "seen_at": text("last used on"),
    "seen_on": text("last seen on"),
    "sender": text("pressed by"),
    "sent_at": text("sent on"),
    "sequence": text("number of changes"),
    "series_id": text("series"),
    "sha256": text("fingerprint"),
    "shown": text("state shown"),
    "size": text("bytes"),
    "source": text("source"),
    "source_url": text("found at"),
    "starts_at": text("begins on"),
    "state": text("state"),
    "step_state": text("what became of the next step"),
    "stopped_at": text("silence asked for on"),
    "submitted_hand": text("submitted by"),
    "submitted_seat": text("submitted for"),
    "taken": text("whose answers are kept"),
    "target": text("message changed"),
    "territories": text("for these territories"),
    "territory": text("territory"),
    "timezone": text("time zone"),
    "title": text("title"),
    "told": text("rooms were told"),
    "told_at": text("told on"),
    "tries": text("tries"),
    "txn": text("sending number"),
    "uid": text("calendar number"),
    "unasked": text("unasked"),
    "unasked_on": text("last written to unasked on"),
    "until": text("until"),
    "url": text("web address"),
    "value": text("value"),
    "version": text("version of the text"),
    "visible": text("shown in the directory"),
    "wanted": text("state wanted"),
    "withdrawn_at": text("taken back on"),
    "which": text("which reminder"),
    "words": text("words"),
    "written_line": text("last line taken in"),
    "zone": text("time zone"),
}
"""What a key says; each is another one within its section."""

VALUES: Mapping[str, Mapping[str, Text]] = {
    "circle": {each.value: words for each, words in CIRCLES.items()},
    "purpose": PURPOSES,
}
"""What some values are called."""
