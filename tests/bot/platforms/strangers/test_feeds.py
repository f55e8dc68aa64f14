"""Feeds as sites really make them, over a real socket: YouTube, WordPress, Google Alerts, old RSS, broken ones, charsets, dates
in Dutch, moved and closed addresses, bombs."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import ManualClock
from bot.config import Secret
from bot.platforms.feed import FeedSource, dates
from bot.platforms.feed.watcher import FeedWatcher
from bot.ports import Batch
from rules.mention import Mention
from tests.bot.platforms.contract import NOW, PATH, Looking
from tests.fakes.http import Reply, Server, packed

AN_HOUR_AGO = "Sat, 21 Nov 2026 11:00:00 +0000"


@pytest.fixture
def look(server: Server) -> Looking:
    source = FeedSource("dagblad", Secret(server.url(PATH), "env:FEED"))
    return Looking(lambda http: FeedWatcher(source, http, ManualClock(NOW)))


def shows(server: Server, body: str | bytes, kind: str = "application/rss+xml", **more: str) -> None:
    raw = body.encode() if isinstance(body, str) else body
    server.says(PATH, Reply(body=raw, headers={"Content-Type": kind, **more}))


def only(batch: Batch) -> Mention:
    assert list(batch.refused) == []
    [one] = batch.mentions
    return one


YOUTUBE = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns:yt="http://www.youtube.com/xml/schemas/2015" xmlns:media="http://search.yahoo.com/mrss/" xmlns="http://www.w3.org/2005/Atom">
 <link rel="self" href="http://www.youtube.com/feeds/videos.xml?channel_id=UCx"/><id>yt:channel:x</id>
 <yt:channelId>x</yt:channelId><title>Zorgvlog</title><author><name>Zorgvlog</name></author>
 <published>2020-01-01T00:00:00+00:00</published>
 <entry><id>yt:video:abcdefghijk</id><yt:videoId>abcdefghijk</yt:videoId><title>Een dag in Beukenhof</title>
  <link rel="alternate" href="https://www.youtube.com/watch?v=abcdefghijk"/>
  <author><name>Zorgvlog</name><uri>https://www.youtube.com/channel/UCx</uri></author>
  <published>2026-11-21T09:00:00+00:00</published><updated>2026-11-21T10:00:00+00:00</updated>
  <media:group><media:title>Een dag in Beukenhof</media:title>
   <media:content url="https://www.youtube.com/v/abcdefghijk?version=3" type="application/x-shockwave-flash"/>
   <media:thumbnail url="https://i.ytimg.com/vi/abcdefghijk/hqdefault.jpg" width="480" height="360"/>
   <media:description>Wij liepen mee op de nachtdienst.
Niemand kwam.</media:description>
   <media:community><media:starRating count="3" average="5.00"/><media:statistics views="VIEWS"/></media:community>
  </media:group></entry></feed>"""


def test_a_channel_of_youtube_says_title_and_description_and_views_are_no_news(server: Server, look: Looking):
    shows(server, YOUTUBE.replace("VIEWS", "12"), "text/xml; charset=UTF-8")
    one = only(look())
    assert one.text == "Een dag in Beukenhof\n\nWij liepen mee op de nachtdienst.\nNiemand kwam."
    assert (one.id, one.url, one.author.name) == (
        "yt:video:abcdefghijk",
        "https://www.youtube.com/watch?v=abcdefghijk",
        "Zorgvlog",
    )
    assert one.posted_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    shows(server, YOUTUBE.replace("VIEWS", "13"), "text/xml; charset=UTF-8")
    assert look.told() == []


WORDPRESS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:wfw="http://wellformedweb.org/CommentAPI/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><channel>
 <title>Wijkkrant &#8211; Noord</title><atom:link href="https://wijk.example/feed/" rel="self" type="application/rss+xml"/>
 <link>https://wijk.example</link><sy:updatePeriod>hourly</sy:updatePeriod>
 <item><title>Onrust in Beukenhof &#8216;s nachts</title><link>https://wijk.example/onrust/</link>
  <comments>https://wijk.example/onrust/#respond</comments><dc:creator><![CDATA[Eva Kok]]></dc:creator>
  <pubDate>Sat, 21 Nov 2026 11:00:00 +0000</pubDate><category><![CDATA[Zorg]]></category>
  <guid isPermaLink="false">https://wijk.example/?p=42</guid>
  <description><![CDATA[<p>Familie klaagt [&#8230;]</p>]]></description>
  <content:encoded><![CDATA[<figure><img src="/x.png" alt="x"/></figure><p>Familie klaagt over de nacht &amp; de ochtend.</p>
<p>Lees <a href="/meer">verder</a>.</p><script>track()</script>]]></content:encoded>
  <wfw:commentRss>https://wijk.example/onrust/feed/</wfw:commentRss><slash:comments>3</slash:comments></item></channel></rss>"""


def test_a_weblog_gives_the_whole_text(server: Server, look: Looking):
    shows(server, WORDPRESS, "text/html; charset=UTF-8")  # as many a plugin labels it
    one = only(look())
    assert one.text.startswith("Onrust in Beukenhof \u2018s nachts\n\nFamilie klaagt over de nacht & de ochtend.")
    assert "track" not in one.text and "verder" in one.text
    assert (one.id, one.author.name, one.url) == (
        "https://wijk.example/?p=42",
        "Eva Kok",
        "https://wijk.example/onrust/",
    )


ALERT = """<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" xmlns:idx="urn:atom-extension:indexing">
 <id>tag:google.com,2005:reader/user/00000000000000000001/state/com.google/alerts/1</id><title>Google Alert - Beukenhof</title>
 <link href="https://www.google.com/alerts/feeds/1/1" rel="self"></link><updated>2026-11-21T11:00:00Z</updated>
 <entry><id>tag:google.com,2013:googlealerts/feed:77</id><title type="html">Familie luidt noodklok over &lt;b&gt;Beukenhof&lt;/b&gt;</title>
 <link href="https://www.google.com/url?rct=j&amp;sa=t&amp;url=https://stads.example/a%3Fb%3D1&amp;ct=ga&amp;cd=USG&amp;usg=USG"></link>
 <published>2026-11-21T11:00:00Z</published><updated>2026-11-21T11:00:00Z</updated>
 <content type="html">In &lt;b&gt;Beukenhof&lt;/b&gt; is &#39;s nachts niemand&amp;nbsp;...</content>
 <author><name></name></author></entry></feed>"""


def test_an_alert_points_at_the_page_and_its_changing_marks_are_no_news(server: Server, look: Looking):
    shows(server, ALERT.replace("USG", "aaa"), "application/atom+xml")
    one = only(look())
    assert one.text == "Familie luidt noodklok over Beukenhof\n\nIn Beukenhof is 's nachts niemand ..."
    assert one.url == "https://stads.example/a?b=1"
    shows(server, ALERT.replace("USG", "bbb"), "application/atom+xml")
    assert look.told() == []


OLD = [
    """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example"><title>x</title></channel>
 <item rdf:about="https://x.example/1"><title>Beukenhof dicht</title><link>https://x.example/1</link><dc:date>2026-11-21T11:00:00Z</dc:date></item></rdf:RDF>""",
    """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>x</title><entry><title>Beukenhof dicht</title><id>1</id>
 <link rel="alternate" type="text/html" href="https://x.example/1"/><issued>2026-11-21T11:00:00Z</issued><modified>2026-11-21T11:00:00Z</modified></entry></feed>""",
    f"""<rss version="0.91"><channel><title>x</title><item><title>Beukenhof dicht</title><link>https://x.example/1</link>
 <pubDate>{AN_HOUR_AGO}</pubDate></item></channel></rss>""",
    f"""\n\n<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><item><title>Beukenhof dicht</title>
 <link>https://x.example/1</link><pubDate>{AN_HOUR_AGO}</pubDate></item></channel></rss>""",
    f"""<rss version="2.0"><channel><title>R&B</title><item><title>Beukenhof dicht</title><link>https://x.example/1</link>
 <pubDate>{AN_HOUR_AGO}</pubDate><foo:bar>x</foo:bar></item><item><title>half""",
]


@pytest.mark.parametrize("body", OLD, ids=["rss 1.0", "atom 0.3", "rss 0.91", "space in front", "broken off"])
def test_an_old_or_broken_feed_is_read_as_far_as_it_goes(server: Server, look: Looking, body: str):
    shows(server, body, "text/xml")
    found = {one.text: one for one in look().mentions}
    assert found["Beukenhof dicht"].url == "https://x.example/1"
    assert found["Beukenhof dicht"].posted_at == NOW - timedelta(hours=1)


SAID = "Cliënt in Beukenhof kreeg geen thée – “niets”"


def rss(text: str, declared: str = "", more: str = f"<pubDate>{AN_HOUR_AGO}</pubDate>") -> str:
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    return f'{head}<rss version="2.0"><channel><title>x</title><item><guid>1</guid><title>{text}</title>{more}</item></channel></rss>'


CHARSETS = [
    (rss(SAID, "windows-1252").encode("cp1252"), "text/xml"),
    (rss(SAID, "iso-8859-1").encode("cp1252"), "application/rss+xml"),
    (rss(SAID, "utf-8").encode(), "text/xml; charset=iso-8859-1"),  # the server's own default, over what the file says
    (rss(SAID, "utf-8").encode(), "text/xml; charset=us-ascii"),
    (rss(SAID, "iso-8859-1").encode(), "text/xml; charset=utf-8"),
    (rss(SAID).encode(), "text/plain"),
    (b"\xef\xbb\xbf" + rss(SAID, "utf-8").encode(), "application/xml"),
    (rss(SAID, "utf-16").encode("utf-16"), "application/xml"),
    (rss(SAID, "utf-8").encode(), "application/octet-stream"),
    (rss(SAID).encode("cp1252"), "text/xml; charset=windows-1252"),
]


@pytest.mark.parametrize(("body", "kind"), CHARSETS)
def test_letters_with_accents_come_through_whatever_the_labels_say(
    server: Server, look: Looking, body: bytes, kind: str
):
    shows(server, body, kind)
    assert only(look()).text == SAID


DATES = [
    ("za, 21 nov 2026 12:00:00 +0100", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("zaterdag 21 november 2026 12:00", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("21 mei 2026 12:00:00 +0200", datetime(2026, 5, 21, 10, tzinfo=UTC)),
    ("ma, 02 mrt 2026 09:30:00 +0100", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
    ("Sat, 21 Nov 2026 12:00:00 CET", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("Fri, 21 Aug 2026 12:00:00 CEST", datetime(2026, 8, 21, 10, tzinfo=UTC)),
    ("Sat, 21 Nov 2026 11:00:00 GMT", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("2026-11-21T12:00:00+01:00", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("2026-11-21 11:00:00", datetime(2026, 11, 21, 11, tzinfo=UTC)),
    ("Sat, 21 Nov 2099 12:00:00 +0000", NOW),
    ("onlangs", NOW),
    ("", NOW),
    ("Mon, 01 Jan 0001 00:00:00 +0000", NOW),
    ("0000-00-00 00:00:00", NOW),
    ("Thu, 01 Jan 1970 00:00:00 +0000", NOW),
]


@pytest.mark.parametrize(("written", "meant"), DATES)
def test_a_date_is_read_however_it_is_written_and_nonsense_is_now(
    server: Server, look: Looking, written: str, meant: datetime
):
    look.cursor = '{"looked":true}'
    shows(server, rss("Beukenhof", more=f"<pubDate>{written}</pubDate>"))
    assert only(look()).posted_at == meant


def test_relative_links_lead_to_the_site_and_others_nowhere(server: Server, look: Looking):
    links = [
        "/nieuws/1",
        "2",
        "//elders.example/3",
        "javascript:alert(1)",
        "mailto:a@b.example",
        "https://x.example/a b",
    ]
    items = "".join(
        f"<item><guid isPermaLink='false'>{n}</guid><title>t{n}</title><link>{link}</link></item>"
        for n, link in enumerate(links)
    )
    shows(server, f'<rss version="2.0"><channel><link>https://site.example/</link>{items}</channel></rss>')
    found = {one.text: one.url for one in look().mentions}
    assert found["t0"] == server.url("/nieuws/1") and found["t2"] == "http://elders.example/3"
    assert [found[name] for name in ("t3", "t4")] == [None, None]


def test_items_without_any_name_are_told_apart_and_stay_the_same(server: Server, look: Looking):
    both = '<rss version="2.0"><channel><item><title>een</title></item><item><description>twee</description></item></channel></rss>'
    shows(server, both)
    assert sorted(look.told()) == ["een", "twee"]
    assert look.told() == []


def bad(head: str, text: str = "x") -> str:
    return f'<?xml version="1.0"?><!DOCTYPE r {head}><rss version="2.0"><channel><item><title>{text}</title></item></channel></rss>'


TENFOLD = "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(bad(f'[<!ENTITY a "aaaaaaaaaa">{TENFOLD}]', "&j;"), marks=pytest.mark.slow),
        bad('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;"),
        bad('SYSTEM "http://127.0.0.1:1/x.dtd"'),
        "<rss>" + "<a>" * 3_000,
        '<rss version="2.0"><channel>' + "<item><title>x</title></item>" * 600,
    ],
    ids=["bomb", "file", "elsewhere", "deep", "many"],
)
def test_a_feed_that_means_harm_costs_little_and_reads_nothing_of_ours(server: Server, look: Looking, body: str):
    shows(server, body, "application/xml")
    began = time.monotonic()
    try:
        batch = look()
    except Exception as error:
        assert type(error).__name__ == "HttpError"
    else:
        assert all("root:" not in one.text and len(one.text) < 30_000 for one in batch.mentions)
    assert time.monotonic() - began < 5


def test_a_feed_that_moved_for_good_is_followed_and_one_that_was_closed_needs_a_person(server: Server, look: Looking):
    server.says(PATH, Reply(301, headers={"Location": "/nieuw"}))
    server.says("/nieuw", packed(rss("Beukenhof").encode()))
    assert look.told() == ["Beukenhof"]
    assert look.told() == []
    server.says(PATH, Reply(410))
    assert look.fails().blind


def test_a_mark_of_the_server_is_kept_when_the_feed_was_whole(server: Server, look: Looking):
    shows(server, rss("Beukenhof"), "text/xml", ETag='W/"abc"')
    look()
    server.says(PATH, Reply(304))
    batch = look()
    assert list(batch.mentions) == [] and batch.seen_until == NOW
    assert server.asked(PATH)[-1].headers["if-none-match"] == 'W/"abc"'


@pytest.mark.parametrize(
    "written",
    [
        "31 feb 2026",
        "21 foo 2026",
        "21 nov 2026 12:00 EST",
        "21 nov 2026 25:00",
        "1 jan 9999 +9900",
        "9 dec 0000 1:00",
        "x",
    ],
)
def test_what_is_no_date_by_hand_is_left_to_the_library(written: str):
    assert dates.written(written) is None
