"""X as others have seen it: partial answers, old and new words for the same thing, parts that are closed. Written anew."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.x.posts import number_at
from bot.ports import Failure
from rules.mention import Kind, Via
from tests.bot.platforms import test_x
from tests.bot.platforms.contract import NOW, Looking
from tests.bot.platforms.test_x import BARE, DAY, HOUR, days
from tests.fakes.http import Reply, Server
from tests.fakes.x import ME, PROBLEM, good, problem

__all__ = ["days"]
NONE = good({"meta": {"result_count": 0}})
MENTIONS, SEARCH = f"/2/users/{ME}/mentions", "/2/tweets/search/recent"
NUMBER = str(number_at(NOW - HOUR))


def looking(server: Server, *terms: str, **more: Any) -> Looking:
    return Looking(lambda http: test_x.watcher(server, http, *terms, **BARE | more))


def one(server: Server, post: dict[str, Any], **rest: Any):
    """The only mention that comes of an answer with this post."""
    server.says(
        MENTIONS, good({"data": [{"id": NUMBER, "author_id": "77", **post}], "meta": {"result_count": 1}} | rest)
    )
    [found] = looking(server)().mentions
    return found


def test_a_name_beyond_what_is_shown_at_first_is_a_name(server: Server):
    long = {
        "text": "Heel lang",
        "note_tweet": {"text": "Heel lang en dan @wij", "entities": {"mentions": [{"id": ME}]}},
    }
    server.says(MENTIONS, NONE)
    server.says(SEARCH, good({"data": [{"id": NUMBER, "author_id": "77", **long}], "meta": {"result_count": 1}}))
    [found] = looking(server, "Zorg Proef", search=True)().mentions
    assert (found.text, found.via) == ("Heel lang en dan @wij", Via.MENTION)


def test_what_it_answers_is_known_by_either_word(server: Server):
    found = one(server, {"text": "Help", "in_reply_to_tweet_id": "5", "conversation_id": "5"})
    assert (found.kind, found.parent_id, found.thread_id) == (Kind.COMMENT, "5", "5")


def test_an_answer_with_errors_beside_its_posts_is_good(server: Server):
    """Of a quoted post that is gone, of an author who is suspended, of a field we may not see."""
    errors = [
        {
            "type": f"{PROBLEM}resource-not-found",
            "resource_type": "tweet",
            "value": "4",
            "parameter": "referenced_tweets.id",
        },
        {"type": f"{PROBLEM}not-authorized-for-field", "field": "non_public_metrics", "section": "data"},
        {"type": f"{PROBLEM}not-authorized-for-resource", "resource_type": "user", "value": "77"},
    ]
    withheld = {
        "withheld": {"copyright": False, "country_codes": ["NL"]},
        "referenced_tweets": [{"type": "quoted", "id": "4"}],
    }
    found = one(server, {"text": "Dit is hulp nodig", **withheld}, errors=errors, includes={"users": []})
    assert (found.author.handle, found.kind) == ("77", Kind.POST)


@pytest.mark.parametrize("word", ["resource_id", "value"])
@pytest.mark.parametrize("kind", ["resource-not-found", "not-authorized-for-resource"])
def test_what_is_gone_is_known_by_either_word(days, word: str, kind: str):
    there = days(**BARE | {"recheck": 50})
    said = there.x.says("@zorgproef Nooit meer", NOW - HOUR, to=(ME,))
    there.look()
    there.passes(DAY)
    error = {"type": f"{PROBLEM}{kind}", word: said.id, "title": "Not Found Error", "parameter": "ids"}
    there.server.says("/2/tweets", good({"errors": [error]}))
    assert there.look().gone == [said.id]


CLOSED = [
    problem(403, f"{PROBLEM}client-forbidden", "client-not-enrolled"),
    problem(400, f"{PROBLEM}invalid-request", "One or more parameters to your request was invalid."),
    problem(429, "about:blank", "Too Many Requests"),
    Reply(503, b"Service Unavailable"),
]


@pytest.mark.parametrize("reply", CLOSED, ids=["closed", "refused", "throttled", "down"])
def test_a_search_that_fails_keeps_no_mention_waiting(days, reply: Reply):
    there = days("Zorg Proef", **BARE | {"search": True})
    there.x.says("@zorgproef Help", NOW - HOUR, to=(ME,))
    there.server.says(SEARCH, reply)
    batch = there.look()
    assert ([found.text for found in batch.mentions], batch.seen_until) == (["@zorgproef Help"], None)
    with pytest.raises(Exception, match="X "):  # nothing was found: then what is wrong is said
        there.look()
    there.x.says("Zorg Proef sluit", NOW - HOUR)
    there.server.forget(SEARCH)
    assert there.told() == ["Zorg Proef sluit"]
    assert there.look().seen_until == NOW


@pytest.mark.parametrize("path", [SEARCH, "/2/tweets"])
def test_a_token_that_ran_out_is_no_trouble_of_a_part(days, path: str):
    there = days("Zorg Proef", **BARE | {"search": True, "recheck": 9})
    there.x.says("@zorgproef Help", NOW - 2 * HOUR, to=(ME,))
    there.look()
    there.passes(DAY)
    there.x.says("@zorgproef Nog eens", NOW, to=(ME,))
    there.server.says(path, problem(401, "about:blank", "Unauthorized"))
    with pytest.raises(Exception, match="token"):
        there.look()
    there.server.says(path, problem(403, "about:blank", "Forbidden"))
    assert there.told() == ["@zorgproef Nog eens"]


def refusal(server: Server, reply: Reply) -> Any:
    server.says(MENTIONS, reply)
    return looking(server).fails()


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (problem(402, f"{PROBLEM}credits", "CreditsDepleted"), Failure.BUDGET),
        (problem(403, f"{PROBLEM}usage-capped", "Monthly"), Failure.BUDGET),
        (problem(429, f"{PROBLEM}usage-capped", "Monthly product cap"), Failure.BUDGET),
        (problem(403, "about:blank", "Forbidden"), Failure.PERMISSION),
        (problem(401, "about:blank", "Unauthorized"), Failure.TOKEN),
        (
            Reply(401, json.dumps({"errors": [{"code": 89, "message": "Invalid or expired token"}]}).encode()),
            Failure.TOKEN,
        ),
        (good({"errors": [{"type": f"{PROBLEM}resource-not-found", "value": ME, "parameter": "id"}]}), Failure.GONE),
        (Reply(503, b"upstream connect error"), Failure.UNKNOWN),
    ],
)
def test_families_of_refusals(server: Server, reply: Reply, failure: Failure):
    assert refusal(server, reply).failure is failure


def test_the_limit_of_the_day_is_waited_for_and_not_that_of_the_quarter(server: Server):
    def at(time: timedelta) -> str:
        return str(int((NOW + time).timestamp()))

    quarter = {"x-rate-limit-remaining": "48", "x-rate-limit-reset": at(timedelta(minutes=9))}
    day = {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": at(5 * HOUR)}
    throttled = problem(429, "about:blank", "Too Many Requests", **quarter, **day)
    assert refusal(server, throttled).retry_after == 5 * HOUR
    server.requests.clear()
    assert refusal(
        server, problem(429, "about:blank", "x", **quarter | {"x-rate-limit-remaining": "0"})
    ).retry_after == timedelta(minutes=9)
    assert len(server.requests) == 1


# --- X Activity -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["payload", "data"])
def test_an_event_of_x_activity_as_little_as_it_may_hold(server: Server, where: str):
    payload: dict[str, Any] = {"id": NUMBER, "text": "@wij help", "author_id": "42", "in_reply_to_tweet_id": "100"}
    people = {"users": [{"id": "42", "username": "alex", "name": "Alex"}, {"id": ME, "username": "wij"}]}
    event = {
        "event_uuid": "u",
        "event_type": "post.mention.create",
        "filter": {"user_id": ME},
        "payload": payload if where == "payload" else {"data": payload},
        "includes": people,
    }
    [found] = test_x.receiver(server).read(json.dumps({"data": event}).encode()).mentions
    assert (found.id, found.author.handle, found.parent_id, found.via) == (NUMBER, "alex", "100", Via.MENTION)
    assert found.posted_at == NOW - HOUR


@pytest.mark.parametrize("kind", ["profile.update.bio", "follow.follow", "dm.received", "chat.received", "like.create"])
def test_events_that_say_nothing_are_no_trouble(server: Server, kind: str):
    event = {"event_type": kind, "filter": {"user_id": ME}, "payload": {"before": "a", "after": "b"}}
    batch = test_x.receiver(server).read(json.dumps({"data": event}).encode())
    assert (list(batch.mentions), list(batch.refused)) == ([], [])
