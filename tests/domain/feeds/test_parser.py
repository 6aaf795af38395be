"""Feeds of every kind are read into plain words; broken, huge or hostile ones are not."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.feeds import (
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    MOST_BYTES,
    MOST_ITEMS,
    FeedItem,
    FeedTooLarge,
    NoFeedThere,
    Reading,
    UnreadableFeed,
    pack_reading,
    read_feed,
    read_packed,
    unpack_reading,
)

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
BASE = "https://gazette.example/actualites/feed.xml"

RSS_2 = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>La Gazette du compost</title>
<item><title>Le broyeur est là</title><link>https://gazette.example/broyeur</link>
<guid isPermaLink="false">42</guid><pubDate>Mon, 23 Nov 2026 10:00:00 +0100</pubDate>
<description>&lt;p&gt;En prêt à la &lt;b&gt;mairie&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>Ancien</title><link>https://gazette.example/ancien</link><guid>1</guid>
<pubDate>Mon, 02 Nov 2026 10:00:00 +0100</pubDate></item>
</channel></rss>"""

RSS_1 = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://gazette.example/"><title>La Gazette du compost</title></channel>
<item rdf:about="https://gazette.example/broyeur"><title>Le broyeur est là</title>
<link>https://gazette.example/broyeur</link><description>En prêt à la mairie.</description>
<dc:date>2026-11-23T10:00:00+01:00</dc:date></item></rdf:RDF>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>La Gazette du compost</title>
<entry><id>urn:42</id><title type="html">Le broyeur est là</title>
<link href="../broyeur"/><updated>2026-11-23T09:00:00Z</updated>
<content type="html">&lt;p&gt;En prêt à la mairie.&lt;/p&gt;</content></entry></feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "La Gazette du compost",
        "items": [
            {
                "id": 42,
                "url": "https://gazette.example/broyeur",
                "title": "Le broyeur est là",
                "content_html": "<p>En prêt à la mairie.</p>",
                "date_published": "2026-11-23T10:00:00+01:00",
            }
        ],
    }
)

PAGE = """<!DOCTYPE html><html><head><title>La Gazette</title>
<link rel="stylesheet" href="/a.css">
<link rel="alternate" type="application/rss+xml" title="RSS" href="/feed.xml"></head>
<body><p>Bonjour</p></body></html>"""

CDATA = """<item><title>Fête</title><description><![CDATA[<img src=x onerror=y>Fête : venez
<a href="https://evil.example">ici</a>]]></description></item>"""


def rss(*items: str) -> bytes:
    return f'<rss version="2.0"><channel><title>G</title>{"".join(items)}</channel></rss>'.encode()


def read(content: bytes | str) -> Reading:
    raw = content.encode() if isinstance(content, str) else content
    return read_feed(raw, now=NOW, base=BASE)


@pytest.mark.parametrize(
    "content", [RSS_2, RSS_1, ATOM, JSON_FEED], ids=["RSS 2.0", "RSS 1.0", "Atom", "JSON Feed"]
)
def test_every_kind_of_feed_is_read(content: str) -> None:
    reading = read(content)
    first = reading.items[0]

    assert reading.name == "La Gazette du compost"
    assert (first.title, first.summary) == ("Le broyeur est là", "En prêt à la mairie.")
    assert first.link == "https://gazette.example/broyeur"
    assert first.at == datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_the_newest_come_first_and_keys_stay() -> None:
    once, again = read(RSS_2), read(RSS_2.replace("Le broyeur est là", "Le broyeur est arrivé"))

    assert [each.title for each in once.items] == ["Le broyeur est là", "Ancien"]
    assert [each.key for each in once.items] == [each.key for each in again.items]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (
            "<item><title>&lt;script&gt;alert(1)&lt;/script&gt;Fête &amp;amp; jeux</title></item>",
            ("Fête & jeux", ""),
        ),
        ("<item><description>Sans titre</description></item>", ("Sans titre", "")),
        (
            CDATA,
            ("Fête", "venez ici"),
        ),
        ("<item><title>a\u202eb\u200bc\nd</title></item>", ("abc d", "")),
    ],
    ids=["markup in a title", "no title", "markup in a summary", "unseen characters"],
)
def test_only_plain_words_are_left(item: str, expected: tuple[str, str]) -> None:
    [found] = read(rss(item)).items

    assert (found.title, found.summary) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("javascript:alert(1)", ""),
        ("https://bank.example@evil.example/", ""),
        ("file:///etc/passwd", ""),
        ("https://a.example/" + "x" * 600, ""),
        ("/lire/1", "https://gazette.example/lire/1"),
        ("http://a.example/lire?x=1", "http://a.example/lire?x=1"),
    ],
)
def test_only_safe_links_are_kept(link: str, expected: str) -> None:
    [found] = read(rss(f"<item><title>Fête</title><link>{link}</link></item>")).items

    assert found.link == expected


def test_long_words_are_shortened() -> None:
    item = f"<item><title>{'a' * 500}</title><description>{'b' * 5000}</description></item>"

    [found] = read(rss(item)).items

    assert len(found.title) == LONGEST_TITLE
    assert len(found.summary) == LONGEST_SUMMARY
    assert found.title.endswith("…")


def test_a_date_to_come_counts_as_now_and_a_broken_one_as_none() -> None:
    dated = "<item><title>{}</title><pubDate>{}</pubDate></item>"
    content = rss(dated.format("A", "Mon, 23 Nov 2099 10:00:00 GMT"), dated.format("B", "hier"))

    assert {each.title: each.at for each in read(content).items} == {"A": NOW, "B": None}


def test_the_newest_of_very_many_items_are_read() -> None:
    days = [NOW - timedelta(days=n) for n in range(MOST_ITEMS + 50)]
    items = [
        f"<item><title>{n}</title><pubDate>{day:%a, %d %b %Y} 10:00:00 GMT</pubDate></item>"
        for n, day in reversed(list(enumerate(days)))
    ]

    found = read(rss(*items)).items

    assert [each.title for each in found] == [str(n) for n in range(MOST_ITEMS)]


def test_two_items_of_one_identifier_are_one() -> None:
    twice = "<item><title>Fête</title><guid>1</guid></item>" * 2

    assert len(read(rss(twice)).items) == 1


@pytest.mark.parametrize("declared", ["", ' encoding="utf-8"', ' encoding="iso-8859-1"'])
def test_a_wrong_encoding_is_seen_through(declared: str) -> None:
    words = f'<?xml version="1.0"{declared}?>' + rss("<item><title>Été</title></item>").decode()
    written = "utf-8" if not declared else "cp1252"

    [found] = read(words.encode(written)).items

    assert found.title == "Été"


def test_a_feed_that_is_cut_off_gives_its_whole_items() -> None:
    cut = rss("<item><title>Fête</title></item><item><title>Bal</title>")[:-30]

    assert "Fête" in [each.title for each in read(cut).items]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PAGE, "https://gazette.example/feed.xml"),
        ('<?xml version="1.0"?>' + PAGE, "https://gazette.example/feed.xml"),
        (PAGE.replace("rss+xml", "feed+json"), "https://gazette.example/feed.xml"),
        (PAGE.replace("/feed.xml", "//autre.example/f"), "https://autre.example/f"),
    ],
)
def test_a_page_tells_where_its_feed_is(content: str, expected: str) -> None:
    assert read(content) == Reading(elsewhere=expected)


@pytest.mark.parametrize(
    "content",
    [
        PAGE.replace("alternate", "icon"),
        PAGE.replace("/feed.xml", "javascript:alert(1)"),
        PAGE.replace("</head>", "").replace('<link rel="alternate"', "<body><link rel=alternate"),
        "Bonjour",
        "",
        '{"version": "1", "items": []}',
        "[]",
    ],
)
def test_content_that_is_no_feed_is_refused(content: str) -> None:
    with pytest.raises(NoFeedThere):
        read(content)


@pytest.mark.parametrize("content", ['{"version": ', "{" * 5, '{"a":' * 100_000])
def test_broken_json_is_said(content: str) -> None:
    with pytest.raises(UnreadableFeed):
        read(content)


def test_too_large_a_feed_is_not_read() -> None:
    with pytest.raises(FeedTooLarge):
        read(b" " * (MOST_BYTES + 1))


def test_entities_are_not_unfolded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    head = f'<!DOCTYPE rss [<!ENTITY a0 "boum"><!ENTITY f SYSTEM "file:///etc/passwd">{bomb}]>'
    content = head.encode() + rss("<item><title>Fête &a8; &f;</title></item>")

    titles = "".join(each.title for each in read(content).items)

    assert len(titles) <= LONGEST_TITLE
    assert "root:" not in titles
    assert titles.count("boum") <= 1


def test_the_name_of_a_file_or_an_address_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(RSS_2, encoding="utf-8")

    for named in (tmp_path / "feed.xml", (tmp_path / "feed.xml").as_uri()):
        with pytest.raises(NoFeedThere):
            read(os.fsencode(str(named)))


def test_a_reading_is_packed_and_unpacked_as_it_was() -> None:
    reading = Reading("G", (FeedItem("k", "A", at=NOW), FeedItem("l", "B")), "", "e", "m")

    assert unpack_reading(pack_reading(reading)) == reading
    assert unpack_reading(read_packed(RSS_2.encode(), now=NOW, base=BASE, etag="e")).etag == "e"
    assert read_packed(b"Bonjour", now=NOW, base=BASE) == b"no feed"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(RSS_2)), st.sampled_from([RSS_2, ATOM, PAGE]))
def test_any_content_of_a_feed_is_read_or_refused(noise: bytes, at: int, around: str) -> None:
    content = around.encode()

    try:
        reading = read(content[:at] + noise + content[at:])
    except UnreadableFeed:
        return

    for each in reading.items:
        assert each.title + each.summary == " ".join((each.title + each.summary).splitlines())
        assert not each.link or each.link.startswith(("http://", "https://"))
