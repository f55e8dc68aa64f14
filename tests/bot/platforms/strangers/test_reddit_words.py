"""What Reddit says in its own odd ways: authors who left, what was removed, passed on, closed. Over real sockets."""

from datetime import timedelta
from typing import Any

import pytest

from bot.ports import SourceError
from rules.mention import Via
from tests.bot.platforms.contract import NOW
from tests.fakes.http import Reply, Server
from tests.fakes.reddit import ME, FakeReddit, listing, thing

pytest.importorskip("asyncpraw", reason="asyncpraw is not here: pip install 'seintje[reddit]'")

from tests.bot.platforms.test_reddit import MENTIONS, Days, looking

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def there(server: Server) -> FakeReddit:
    fake = FakeReddit(NOW)
    server.otherwise(fake.answer)
    return fake


def refused(status: int, reason: str = "") -> Reply:
    said = f'{{"reason": "{reason}", "message": "no", "error": {status}}}' if reason else "<html>no</html>"
    headers = {"Location": "https://www.reddit.com/subreddits/search?q=x"} if status == 302 else {}
    return Reply(status, said.encode(), headers)


CLOSED = [
    refused(403, "private"),
    refused(403, "quarantined"),
    refused(403, "gold_only"),
    refused(404, "banned"),
    refused(404),
    refused(302),
]


@pytest.mark.parametrize("closed", CLOSED, ids=["private", "quarantined", "premium", "banned", "404", "none such"])
def test_a_closed_subreddit_keeps_no_other_from_being_read_and_a_person_hears_which(
    server: Server, there: FakeReddit, closed: Reply
):
    there.says("Hij kreeg de hele dag niets te drinken", NOW - HOUR)
    there.closed["/r/geheim/new"] = closed
    batch = looking(server, subreddits=("geheim", "zorg"))()
    assert [one.text for one in batch.mentions] == ["Hij kreeg de hele dag niets te drinken"]
    assert "r/geheim" in batch.trouble and "r/zorg" not in batch.trouble
    assert batch.seen_until == NOW


def test_one_that_opens_again_is_no_trouble_any_more(server: Server, there: FakeReddit):
    look = Days(server, subreddits=("geheim",))
    there.closed["/r/geheim/comments"] = refused(403, "private")
    assert "private" in look().trouble
    there.closed.clear()
    there.says("weer open", NOW)
    batch = look.later(5 * MINUTE)
    assert (batch.trouble, [one.text for one in batch.mentions]) == ("", ["weer open"])


def test_trouble_that_passes_is_not_a_closed_subreddit(server: Server, there: FakeReddit):
    there.closed["/r/zorg/new"] = Reply(503)
    error: SourceError = looking(server, subreddits=("zorg",)).fails()
    assert not error.blind


def test_what_an_author_who_left_said_stays_said(server: Server, there: FakeReddit):
    there.says("Niemand nam op", NOW - HOUR, into="mentions", author="[deleted]")
    there.says(
        "Ervaring met Zorg Proef", NOW - HOUR, kind="t3", author="[deleted]", selftext="", removed_by_category=None
    )
    look = Days(server, subreddits=("zorg",))
    assert sorted(one.text for one in look().mentions) == ["Ervaring met Zorg Proef", "Niemand nam op"]
    assert list(look.later(MINUTE).gone) == []


@pytest.mark.parametrize(
    "gone",
    [
        {"selftext": "[deleted]", "author": "[deleted]"},
        {"selftext": "[removed]"},
        {"selftext": "[ Removed by Reddit ]"},
        {"removed_by_category": "moderator"},
        {"removed_by_category": "deleted", "author": "[deleted]", "selftext": ""},
    ],
)
def test_a_post_that_was_taken_away_is_gone_when_we_had_it_and_nothing_when_not(
    server: Server, there: FakeReddit, gone: dict[str, Any]
):
    had = there.says("Zorg Proef, wat nu?", NOW - HOUR, kind="t3")
    look = Days(server, subreddits=("zorg",))
    assert len(look().mentions) == 1
    had["data"] |= gone
    there.says("Ook weg", NOW - HOUR, kind="t3", **gone)
    batch = look.later(MINUTE)
    assert (list(batch.gone), list(batch.mentions)) == ([had["data"]["name"]], [])


def test_what_a_filter_held_back_is_news_once_a_moderator_lets_it_through(server: Server, there: FakeReddit):
    held = there.says("[removed]", NOW - HOUR, author="nieuw")
    look = Days(server, subreddits=("zorg",))
    first = look()
    assert (list(first.mentions), list(first.gone)) == ([], [])
    held["data"]["body"] = "Help, mijn moeder ligt op de grond"
    assert [one.text for one in look.later(MINUTE).mentions] == ["Help, mijn moeder ligt op de grond"]


def test_a_post_says_what_it_passes_on_asks_and_shows(server: Server, there: FakeReddit):
    passed = {"selftext": "", "crosspost_parent_list": [{"title": "x", "selftext": "Al drie dagen geen douche"}]}
    asks = {"poll_data": {"options": [{"id": "1", "text": "Zorg Proef"}, {"id": "2", "text": "geen idee"}]}}
    shows = {"gallery_data": {"items": [{"media_id": "a", "caption": "de hal"}, {"media_id": "b"}]}, "selftext": None}
    for title, more in (("kijk", passed), ("wie is het ergst?", asks), ("gisteren", shows)):
        there.says(title, NOW - HOUR, kind="t3", **more)
    told = sorted(one.text for one in looking(server, subreddits=("zorg",), search=False)().mentions)
    assert told == ["gisteren\nde hal", "kijk\nAl drie dagen geen douche", "wie is het ergst?\nZorg Proef\ngeen idee"]


def test_what_is_no_word_of_anybody_is_not_set_apart(server: Server, there: FakeReddit):
    more = {"kind": "more", "data": {"count": 12, "name": "t1__", "id": "_", "parent_id": "t1_a", "children": []}}
    letter = {"kind": "t4", "data": {"name": "t4_a", "id": "a", "author": None, "body": "welkom", "created_utc": 1.0}}
    server.says(MENTIONS, listing([more, letter, thing("t1_b", "leesbaar", NOW - HOUR)]))
    batch = looking(server)()
    assert ([one.text for one in batch.mentions], list(batch.refused)) == (["leesbaar"], [])


def test_without_an_author_and_with_numbers_as_reddit_writes_them(server: Server, there: FakeReddit):
    odd = thing("t1_c", "wie zegt dit", NOW - HOUR, author=None, edited=True, likes=None, replies="", parent_id="t1_a")
    server.says(MENTIONS, listing([odd]))
    [one] = looking(server)().mentions
    assert (one.author.handle, one.via, one.parent_id) == ("?", Via.MENTION, "t1_a")


def test_our_own_account_is_known_by_name_however_it_is_written(server: Server, there: FakeReddit):
    server.says("/message/comments", listing([thing("t1_d", "wij bellen u", NOW - HOUR, author=ME.upper())]))
    [one] = looking(server)().mentions
    assert one.own
