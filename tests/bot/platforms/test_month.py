"""The table of a month: every source keeps its quota in a storm, and a look asks no more than was reckoned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.platforms.costs import DAYS, QUIET, STORM, USUAL, Month, Traffic, times
from bot.platforms.registry import month
from tests.bot.platforms import test_facebook as facebook
from tests.bot.platforms import test_mastodon as mastodon
from tests.bot.platforms import test_pinterest as pinterest
from tests.bot.platforms.contract import NOW, Looking
from tests.bot.platforms.tools import tools
from tests.fakes.graph import PAGE, FakeGraph
from tests.fakes.http import Server
from tests.fakes.mastodon import ME, FakeMastodon, account
from tools.pages import _example

DAY = timedelta(days=1)


@pytest.mark.parametrize("source", _example(), ids=lambda one: one.kind)
def test_the_example_keeps_every_quota_in_a_storm(source):
    for traffic in (QUIET, USUAL, STORM):
        reckoned = month(source, traffic)
        assert reckoned is None or reckoned.within, (source.kind, traffic.name, reckoned)


def test_a_source_without_price_or_quota_has_no_month():
    assert {one.kind for one in _example() if month(one, USUAL) is None} == {"feed", "mail"}


def of_look(source, traffic: Traffic) -> float:
    """The calls of one look, by the reckoning."""
    found = month(source, replace(traffic, acts=0))
    assert isinstance(found, Month)
    return found.calls / DAYS / times(source.every, DAY)


def asked(server: Server, look: Callable[[], object]) -> int:
    """The calls of one look, as they came; the first one, which also asks who we are, is not counted."""
    look()
    before = len(server.requests)
    look()
    return len(server.requests) - before


def test_facebook_asks_what_was_reckoned(server: Server):
    graph = FakeGraph()
    server.otherwise(graph.answer)
    ours = graph.says("Morgen open huis", NOW - timedelta(hours=3), by=PAGE)
    for _ in range(20):
        graph.says("Hoe laat?", NOW - timedelta(hours=2), on=ours.id)
    really = asked(server, Looking(lambda http: facebook.watcher(server, http)))
    assert 0.5 * of_look(facebook.source(server), USUAL) <= really <= of_look(facebook.source(server), USUAL)


def test_mastodon_asks_what_was_reckoned(server: Server):
    fake = FakeMastodon()
    server.otherwise(fake.answer)
    for number in range(1, 8):
        fake.says(str(number), "Open huis", account=account(ME, "wij"), replies_count=1)
    really = asked(server, Looking(lambda http: mastodon.watcher(server, http)))
    assert really <= of_look(mastodon.source(server), USUAL)
    assert really >= 5


def test_pinterest_asks_what_was_reckoned(server: Server):
    there = pinterest.Pinterest(server)
    there.pages = [[pinterest.pin(str(number), 1)] for number in range(9)]
    source = pinterest.source(server)
    really = asked(server, Looking(lambda http: pinterest.PinterestWatcher(source, tools(http))))
    assert really <= of_look(source, USUAL) + 1, "and a token"
    assert really >= source.pages
