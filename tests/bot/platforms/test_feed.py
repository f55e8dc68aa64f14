"""Feeds: the promises of every platform, and what is particular to RSS, Atom and Google Alerts."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.feed import FeedSource
from bot.platforms.feed.text import plain_text, unwrapped
from bot.platforms.feed.watcher import FIRST_LOOK, MOST_SEEN, FeedWatcher
from bot.platforms.http import Answer, Http
from bot.platforms.registry import open_source
from bot.ports import SourceError
from rules.i18n import Lang
from rules.mention import Kind, Mention, Via
from tests.bot.platforms.contract import NOW, ONE, PATH, QUICK, TWO, Item, Looking, WatcherContract
from tests.bot.platforms.tools import examined, tools
from tests.fakes.http import Reply, Server, packed, remembering
from tests.shared import shared

XML = {"Content-Type": "application/rss+xml; charset=utf-8"}


def rss(*items: str, more: str = "") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>Dagblad &amp; Co</title>'
        f"{more}{''.join(items)}</channel></rss>"
    ).encode()


def item(name: str = "", text: str = "", at: datetime | None = None, more: str = "") -> str:
    guid = f'<guid isPermaLink="false">{escape(name)}</guid>' if name else ""
    date = f"<pubDate>{format_datetime(at)}</pubDate>" if at else ""
    return f"<item>{guid}<title>{escape(escape(text))}</title>{date}{more}</item>"


def source(server: Server, **more: object) -> FeedSource:
    return FeedSource("dagblad", Secret(server.url(PATH), "env:FEED"), **more)  # type: ignore[arg-type]


class TestRss(WatcherContract):
    def reply(self, items: Sequence[Item]) -> Reply:
        return Reply(body=rss(*(item(one.id, one.text, one.at) for one in items)), headers=XML)

    def watcher(self, server: Server, http: Http) -> FeedWatcher:
        return FeedWatcher(source(server), http, ManualClock(NOW))


class TestAtom(WatcherContract):
    def reply(self, items: Sequence[Item]) -> Reply:
        entries = "".join(
            f"<entry><id>tag:{one.id}</id><title>{escape(one.text)}</title><updated>{one.at.isoformat()}</updated></entry>"
            for one in items
        )
        return packed(f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>'.encode())

    def watcher(self, server: Server, http: Http) -> FeedWatcher:
        return FeedWatcher(source(server, platform="blogs"), http, ManualClock(NOW))


@pytest.fixture
def look(server: Server) -> Looking:
    return Looking(lambda http: FeedWatcher(source(server), http, ManualClock(NOW)))


def only(look: Looking) -> Mention:
    [mention] = look().mentions
    return mention


def test_an_item_becomes_an_article(server: Server, look: Looking):
    more = (
        "<link>https://dagblad.example/1</link><dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>Eva Kok</dc:creator>"
        "<description>&lt;p&gt;Familie &lt;b&gt;boos&lt;/b&gt;.&lt;/p&gt;&lt;p&gt;Lees verder&lt;/p&gt;</description>"
    )
    server.says(PATH, Reply(body=rss(item("1", "Onrust in Beukenhof", NOW - timedelta(hours=3), more))))
    mention = only(look)
    assert mention.text == "Onrust in Beukenhof\n\nFamilie boos.\nLees verder"
    assert (mention.author.handle, mention.author.name) == ("Eva Kok", "Eva Kok")
    assert (mention.kind, mention.platform, mention.via) == (Kind.ARTICLE, "news", Via.SEARCH)
    assert (mention.url, mention.lang, mention.source) == ("https://dagblad.example/1", None, "dagblad")
    assert mention.posted_at == NOW - timedelta(hours=3)


def test_what_the_source_is_set_to_is_what_its_mentions_have(server: Server):
    own = source(server, platform="site", via=Via.OWN_PAGE, lang="nl")
    server.says(PATH, Reply(body=rss(item("1", "Hoi"))))
    [mention] = Looking(lambda http: FeedWatcher(own, http, ManualClock(NOW)))().mentions
    assert (mention.platform, mention.via, mention.lang) == ("site", Via.OWN_PAGE, "nl")


def test_a_second_look_asks_only_for_what_changed(server: Server, look: Looking):
    server.says(PATH, remembering(rss(item("1", "Hoi")), '"v1"', "Sat, 21 Nov 2026 10:00:00 GMT"))
    assert look.told() == ["Hoi"]
    cursor = look.cursor
    assert look.told() == []
    assert look.cursor == cursor
    assert server.requests[1].headers["if-none-match"] == '"v1"'
    assert server.requests[1].headers["if-modified-since"] == "Sat, 21 Nov 2026 10:00:00 GMT"


def test_a_broken_feed_is_read_as_far_as_it_goes_and_asked_whole_again(server: Server, look: Looking):
    broken = rss(item("1", "Een"), item("2", "Twee"))[:-40]
    headers = {"ETag": '"half"', **XML}
    server.says(
        PATH, Reply(body=broken, headers=headers), Reply(body=rss(item("1", "Een"), item("2", "Twee")), headers=headers)
    )
    assert "Een" in look.told()
    look()
    assert "if-none-match" not in server.requests[1].headers


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("<guid isPermaLink='false'>g1</guid><link>https://x.example/1</link>", "g1"),
        ("<link>https://x.example/1</link>", "https://x.example/1"),
        ("<link>https://www.google.com/url?rct=j&amp;url=https://x.example/1&amp;ct=ga</link>", "https://x.example/1"),
    ],
)
def test_the_id_is_the_entrys_own_else_its_link(server: Server, look: Looking, first: str, expected: str):
    server.says(PATH, Reply(body=rss(item("", "Hoi", more=first))))
    assert only(look).id == expected


def test_without_id_and_link_the_words_are_the_id(server: Server, look: Looking):
    server.says(PATH, Reply(body=rss(item("", "Hoi"), item("", "Dag"), item("", "Hoi"))))
    ids = [mention.id for mention in look().mentions]
    assert len(set(ids)) == 2
    look.cursor = ""
    assert [mention.id for mention in look().mentions] == ids


def test_entries_that_wrongly_share_an_id_are_all_heard(server: Server, look: Looking):
    """A feed that gives every entry the same guid must not cost us all but one."""
    entries = [item("same", f"Bericht {n}", more=f"<link>https://x.example/{n}</link>") for n in range(3)]
    server.says(PATH, Reply(body=rss(*entries)))
    assert sorted(look.told()) == ["Bericht 0", "Bericht 1", "Bericht 2"]
    assert look.told() == []


def test_an_endless_id_is_kept_short(server: Server, look: Looking):
    server.says(PATH, Reply(body=rss(item("x" * 100_000, "Hoi"))))
    assert len(only(look).id) <= 300


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ("<pubDate>Fri, 20 Nov 2026 10:00:00 +0100</pubDate>", datetime(2026, 11, 20, 9, tzinfo=UTC)),
        (
            "<atom:updated xmlns:atom='http://www.w3.org/2005/Atom'>2026-11-20T10:00:00Z</atom:updated>",
            NOW - timedelta(hours=26),
        ),
        ("<pubDate>gisteren</pubDate>", NOW),
        ("<pubDate>Fri, 20 Nov 2099 10:00:00 +0100</pubDate>", NOW),
        ("", NOW),
    ],
)
def test_a_date_that_fails_falls_back_to_the_look(server: Server, look: Looking, dates: str, expected: datetime):
    server.says(PATH, Reply(body=rss(item("1", "Hoi", more=dates))))
    assert only(look).posted_at == expected


def test_the_first_look_does_not_wake_anybody_for_old_news(server: Server, look: Looking):
    old, recent = NOW - FIRST_LOOK - timedelta(hours=1), NOW - FIRST_LOOK + timedelta(hours=1)
    server.says(PATH, Reply(body=rss(item("1", "Oud", old), item("2", "Nieuw", recent), item("3", "Zonder datum"))))
    assert sorted(look.told()) == ["Nieuw", "Zonder datum"]
    server.says(PATH, Reply(body=rss(item("1", "Oud", old), item("4", "Later gevonden", old))))
    assert look.told() == ["Later gevonden"]


def test_a_feed_of_thousands_comes_in_pieces_and_whole(server: Server, look: Looking, monkeypatch):
    monkeypatch.setattr("bot.platforms.feed.watcher.MOST_AT_ONCE", 50)
    headers = {"ETag": '"v1"', **XML}
    count = 110
    server.says(PATH, Reply(body=rss(*(item(str(n), f"Nr {n}") for n in range(count))), headers=headers))
    looks = [look.told() for _ in range(4)]
    assert [len(told) for told in looks] == [50, 50, 10, 0]
    assert len({text for told in looks for text in told}) == count
    assert ["if-none-match" in request.headers for request in server.requests] == [False, False, False, True]


def test_the_cursor_stays_bounded(server: Server, look: Looking):
    for start in range(0, MOST_SEEN * 2, 3000):
        server.says(PATH, Reply(body=rss(*(item(str(n), "x") for n in range(start, start + 400)))))
        look()
    assert len(look.cursor) < MOST_SEEN * 40


def test_an_entry_without_a_word_is_refused_and_not_lost_from_sight(server: Server, look: Looking):
    server.says(PATH, Reply(body=rss(item("leeg", ""), item("2", "Hoi"))))
    batch = look()
    assert [mention.text for mention in batch.mentions] == ["Hoi"]
    assert [name for name, _ in batch.refused] == ["leeg"]
    assert not look().refused


def test_a_page_says_where_to_look_and_no_error_names_the_secret_address(server: Server):
    url = server.url("/alerts/CANARY")
    alert = FeedSource("a", Secret(url, "env:A"))
    page = b"<html><head><link rel='alternate' href='/rss'></head><body>Nieuws</body></html>"
    for reply, said in (
        (
            Reply(body=page),
            "127.0.0.1 stuurt een webpagina, geen RSS of Atom; zoek op die pagina het adres van de feed.",
        ),
        (Reply(body=b"  \n"), "127.0.0.1 stuurt een leeg antwoord."),
        (Reply(body=b'{"a": 1}'), "127.0.0.1 stuurt iets dat geen RSS of Atom is."),
        (Reply(body=b"/etc/passwd"), "127.0.0.1 stuurt iets dat geen RSS of Atom is."),
        (Reply(404), "127.0.0.1 kent dit adres niet (404); kijk of het adres nog klopt."),
    ):
        server.says("/alerts/CANARY", reply)
        error = Looking(lambda http: FeedWatcher(alert, http, ManualClock(NOW))).fails()
        assert error.text(Lang.NL) == said  # type: ignore[attr-defined]
        assert "CANARY" not in repr(error) + error.text(Lang.EN)  # type: ignore[attr-defined]


def test_a_mail_address_is_nobodys_name(server: Server, look: Looking):
    server.says(PATH, Reply(body=rss(item("1", "Hoi", more="<author>eva@dagblad.example (Eva Kok)</author>"))))
    assert only(look).author.handle == "Eva Kok"
    server.says(PATH, Reply(body=rss(item("3", "Hoi", more="<author>Eva Kok &lt;eva@dagblad.example&gt;</author>"))))
    assert only(look).author.handle == "Eva Kok"
    server.says(PATH, Reply(body=rss(item("2", "Hoi", more="<author>eva@dagblad.example</author>"))))
    assert only(look).author.handle == "Dagblad & Co"


def test_an_entity_bomb_stays_small(server: Server, look: Looking):
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    bomb = (
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{levels}]>'
        + rss(item("1", "x", more="<description>&l8;</description>")).decode()[38:]
    )
    server.says(PATH, Reply(body=bomb.encode()))
    try:
        texts = look.told()
    except SourceError:
        return
    assert all(len(text) < 30_000 for text in texts)


@pytest.mark.parametrize(
    ("link", "page"),
    [
        ("https://www.google.com/url?rct=j&sa=t&url=https://x.example/a%3Fb%3D1&ct=ga", "https://x.example/a?b=1"),
        ("https://www.google.nl/url?q=http://x.example/", "http://x.example/"),
        ("https://www.google.co.uk/url?url=https://x.example/", "https://x.example/"),
        ("https://www.google.com/url?url=javascript:alert(1)", "https://www.google.com/url?url=javascript:alert(1)"),
        (
            "https://google.com.evil.example/url?url=https://x.example/",
            "https://google.com.evil.example/url?url=https://x.example/",
        ),
        ("https://www.google.com/search?q=https://x.example/", "https://www.google.com/search?q=https://x.example/"),
        ("https://x.example/url?url=https://y.example/", "https://x.example/url?url=https://y.example/"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_google_links_are_unwrapped_and_others_left(link: str, page: str):
    assert unwrapped(link) == page


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://x.example/", "/relatief"])
def test_a_link_one_should_not_open_is_left_out(server: Server, look: Looking, link: str):
    server.says(PATH, Reply(body=rss(item("1", "Hoi", more=f"<link>{link}</link>"))))
    url = only(look).url
    assert url is None or url == server.url(link)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Een</p><p>twee &amp; <b>drie</b></p>", "Een\ntwee & drie"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<ul><li>een<li>twee</ul>", "een\ntwee"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("gewoon < tekst & zo", "gewoon < tekst & zo"),
        ("  veel\n\n\n\n  wit  ", "veel\n\nwit"),
        ("", ""),
        ("a\x00b", "ab"),
    ],
)
def test_html_becomes_what_a_reader_sees(html: str, text: str):
    assert plain_text(html).replace("\n\n", "\n") == text.replace("\n\n", "\n")


@given(st.text(max_size=300) | st.text(alphabet="<>/ab!-&; \x00\"'", max_size=300))
def test_no_html_raises_or_leaves_a_nul(html: str):
    assert "\0" not in plain_text(html)


@given(st.binary(max_size=300) | st.lists(st.sampled_from(rss(item("1", "a"), more="<x>").split(b">"))).map(b">".join))
def test_no_body_raises_anything_but_a_source_error(body: bytes):
    class Canned(Http):
        async def get(self, url: str, **_more: object) -> Answer:  # type: ignore[override]
            return Answer(200, {}, body, url)

    watcher = FeedWatcher(FeedSource("a", Secret("http://x.example/")), Canned(), ManualClock(NOW))
    try:
        batch = asyncio.run(watcher.fetch(""))
    except SourceError:
        return
    assert all(isinstance(mention, Mention) for mention in batch.mentions)


def test_the_registry_makes_a_watcher_of_a_source(server: Server):
    [watcher] = open_source(source(server, every=timedelta(minutes=5)), tools(Http(QUICK))).watchers
    assert isinstance(watcher, FeedWatcher)
    assert (watcher.name, watcher.platform, watcher.every) == ("dagblad", "news", timedelta(minutes=5))


@pytest.mark.parametrize(("items", "good"), [([ONE, TWO], True), ([], True), (None, False)])
def test_the_doctor_reads_it_once(server: Server, items: list[Item] | None, good: bool):
    if items is not None:
        server.says(PATH, TestRss().reply(items))
    [finding] = examined(source(server))
    assert finding.good is good
    wanted = f"gelezen: {len(items)} berichten" if items is not None else "127.0.0.1 kent dit adres niet (404)"
    assert finding.text.startswith(wanted)


def test_the_recorded_feeds_are_read(server: Server):
    """Every recorded or parser-test feed gives a batch or says what is wrong; the Google Alert gives its two articles."""
    feeds = sorted(shared("fixtures/rss").glob("*.xml"))
    assert len(feeds) > 20
    for file in feeds:
        server.says(PATH, Reply(body=file.read_bytes(), headers={"Content-Type": "application/xml"}))
        looking = Looking(lambda http: FeedWatcher(source(server), http, ManualClock(NOW)))
        batch = looking()
        assert all(mention.posted_at <= NOW and mention.id for mention in batch.mentions), file.name
        if "google" in file.name:
            assert len(batch.mentions) == 2
            assert all("google." not in (mention.url or "") for mention in batch.mentions)
            assert not any("<b>" in mention.text for mention in batch.mentions)
        assert look_is_empty(looking), file.name


def look_is_empty(looking: Looking) -> bool:
    return not looking().mentions


def test_items_of_the_contract_differ():
    assert ONE.text != TWO.text
