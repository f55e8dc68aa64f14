"""LinkedIn as others have seen it: pages that tell a total, posts that are shut, refusals by code, little text. Written anew."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.platforms.linkedin.urns import plain
from bot.ports import Batch, Failure
from rules.mention import Kind
from tests.bot.platforms import test_linkedin
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_linkedin import NOTES, Days, there
from tests.fakes.http import Reply, Request, Server
from tests.fakes.linkedin import ORG, POST, THREAD, FakeLinkedIn, good, listed, millis, refused

__all__ = ["there"]
HOUR = timedelta(hours=1)
BELOW = f"/rest/socialActions/{POST}/comments".replace(":", "%3A")


def element(number: int, text: str, **more: Any) -> dict[str, Any]:
    """As the list below a post has it."""
    return {
        "$URN": f"urn:li:comment:({THREAD},{number})",
        "id": str(number),
        "object": THREAD,
        "actor": "urn:li:person:anna",
        "created": {"actor": "urn:li:person:anna", "time": millis(NOW - HOUR)},
        "lastModified": {"actor": "urn:li:person:anna", "time": millis(NOW - HOUR)},
        "message": {"attributes": [], "text": text},
        **more,
    }


def below(server: Server, there: FakeLinkedIn, *elements: dict[str, Any]) -> Batch:
    """What one look brings when these stand below our newest post."""
    there.posted("Open huis", NOW - HOUR)
    server.says(BELOW, listed(list(elements)))
    return test_linkedin.looking(server)()


def test_pages_that_tell_a_total_and_no_link_are_read_to_the_end(server: Server, there: FakeLinkedIn):
    there.posted("Open huis", NOW - HOUR)

    def answer(request: Request) -> Reply:
        start = 2 if "start=2" in request.path else 0
        some = [element(start + 1, f"reactie {start + 1}"), element(start + 2, f"reactie {start + 2}")]
        return good({"elements": some, "paging": {"start": start, "count": 100, "links": [], "total": 4}})

    server.says(BELOW, answer)
    told = test_linkedin.looking(server).told()
    assert sorted(told) == ["Open huis", "reactie 1", "reactie 2", "reactie 3", "reactie 4"]
    assert len(server.asked(BELOW)) == 2


@pytest.mark.parametrize("total", [True, "4", None, -1, 1])
def test_a_total_that_is_none_ends_there(server: Server, there: FakeLinkedIn, total: Any):
    there.posted("Open huis", NOW - HOUR)
    server.says(BELOW, good({"elements": [element(1, "een")], "paging": {"links": [], "total": total}}))
    test_linkedin.looking(server)()
    assert len(server.asked(BELOW)) == 1


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"$URN": None, "commentUrn": f"urn:li:comment:({THREAD},7)"},
        {"$URN": None, "id": 7},
        {"$URN": f"urn:li:comment:({THREAD.removeprefix('urn:li:')},7)"},
    ],
)
def test_a_comment_is_known_by_every_form_of_its_name(server: Server, there: FakeLinkedIn, more: dict[str, Any]):
    found = {one.id: one for one in below(server, there, element(7, "Help", **more)).mentions}
    assert found[f"urn:li:comment:({THREAD},7)"].text == "Help"


@pytest.mark.parametrize("actor", [None, "", "urn:li:person:UNKNOWN", {"$type": "gone"}])
def test_who_left_linkedin_still_said_it(server: Server, there: FakeLinkedIn, actor: Any):
    batch = below(server, there, element(7, "Help", actor=actor, agent=None, content=[{"type": "IMAGE"}]))
    assert "Help" in [one.text for one in batch.mentions]
    assert list(batch.refused) == []


SHUT = [refused(403, "ACCESS_DENIED"), refused(400, "ILLEGAL_ARGUMENT"), refused(404, "NOT_FOUND")]


@pytest.mark.parametrize("reply", SHUT, ids=["403", "400", "404"])
def test_one_post_that_is_shut_keeps_no_comment_on_another_waiting(server: Server, there: FakeLinkedIn, reply: Reply):
    there.posted("Open huis", NOW - HOUR)
    there.says("Help", NOW - HOUR)
    server.says(BELOW, reply)
    assert sorted(test_linkedin.looking(server).told()) == ["Help", "Open huis"]


def test_a_token_that_may_read_no_comments_at_all_is_told(server: Server, there: FakeLinkedIn):
    there.posted("Open huis", NOW - 20 * 24 * HOUR)
    server.says(BELOW, refused(403, "ACCESS_DENIED"))
    error = test_linkedin.looking(server).fails()
    assert (error.failure, error.blind) == (Failure.PERMISSION, True)  # type: ignore[attr-defined]


@pytest.mark.parametrize("reply", [refused(429, "TOO_MANY_REQUESTS"), Reply(503), refused(403, "ACCESS_DENIED")])
def test_what_is_told_of_does_not_wait_for_what_stands_below(server: Server, there: FakeLinkedIn, reply: Reply):
    """A notification comes with its words: that the lists are closed today keeps it not waiting."""
    days = Days(server)
    there.says("Help", NOW - HOUR)
    server.says("/rest/posts", reply)
    batch = days()
    assert ([one.text for one in batch.mentions], batch.seen_until) == (["Help"], None)
    days.fails()
    server.forget("/rest/posts")
    assert days.later(HOUR).seen_until == NOW + HOUR


def test_a_token_that_ran_out_meanwhile_is_told_at_once(server: Server, there: FakeLinkedIn):
    there.says("Help", NOW - HOUR)
    server.says("/rest/posts", refused(401, "EXPIRED_ACCESS_TOKEN"))
    assert test_linkedin.looking(server).fails().blind


@pytest.mark.parametrize(
    ("status", "code", "failure", "words"),
    [
        (401, "REVOKED_ACCESS_TOKEN", Failure.TOKEN, "ingetrokken"),
        (401, "EXPIRED_ACCESS_TOKEN", Failure.TOKEN, "verlopen"),
        (401, "INVALID_ACCESS_TOKEN", Failure.TOKEN, "aanmelding"),
        (403, "ACCESS_DENIED", Failure.PERMISSION, "recht"),
        (426, "NONEXISTENT_VERSION", Failure.REFUSED, "version"),
        (400, "VERSION_MISSING", Failure.REFUSED, "VERSION_MISSING"),
        (429, "TOO_MANY_REQUESTS", Failure.THROTTLED, "wachten"),
        (500, "INTERNAL_SERVER_ERROR", Failure.UNKNOWN, "bruikbaar"),
        (504, "GATEWAY_TIMEOUT", Failure.UNKNOWN, "bruikbaar"),
    ],
)
def test_families_of_refusals(server: Server, status: int, code: str, failure: Failure, words: str):
    server.says(NOTES, refused(status, code))
    error = test_linkedin.looking(server).fails()
    assert error.failure is failure  # type: ignore[attr-defined]
    assert words in str(error)
    assert "hidden" not in str(error)


def test_a_day_that_is_used_up_is_waited_for(server: Server):
    """LinkedIn's limits are by day and it names no moment: not asked again at once, and not for a whole day either."""
    body = {
        "message": "Resource level throttle APPLICATION DAY limit for calls to this resource is reached.",
        "status": 429,
    }
    server.says(NOTES, Reply(429, json.dumps(body).encode()))
    assert test_linkedin.looking(server).fails().retry_after == HOUR
    assert len(server.requests) == 1


# --- what is brought ------------------------------------------------------------------------------------------------


def brought(server: Server, *notifications: Any, **more: Any) -> Batch:
    body = {"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": notifications, **more}
    return test_linkedin.receiver(server).read(json.dumps(body).encode())


COMMENT = {
    "notificationId": 4406004,
    "organizationalEntity": ORG,
    "action": "COMMENT",
    "sourcePost": THREAD,
    "generatedActivity": f"urn:li:comment:({THREAD},12345)",
}


@pytest.mark.parametrize(
    "said",
    [
        {"comment": {"entity": COMMENT["generatedActivity"], "owner": "urn:li:person:a", "text": "Help"}},
        {"comment": {"entity": COMMENT["generatedActivity"], "owner": "urn:li:person:a", "message": {"text": "Help"}}},
        {"comment": {"owner": "urn:li:person:a", "text": {"text": "Help"}}},
        {"owner": "urn:li:person:a", "text": "Help"},
    ],
)
def test_notifications_of_every_shape_also_without_a_time(server: Server, said: dict[str, Any]):
    [one] = brought(server, COMMENT | {"decoratedGeneratedActivity": said}).mentions
    assert (one.text, one.kind, one.author.handle, one.posted_at) == ("Help", Kind.COMMENT, "a", NOW)
    assert (one.id, one.thread_id) == (COMMENT["generatedActivity"], THREAD)


def test_a_delivery_that_does_not_say_what_it_is_is_read_all_the_same(server: Server):
    said = {"comment": {"owner": "urn:li:person:a", "text": "Help"}}
    assert len(brought(server, COMMENT | {"decoratedGeneratedActivity": said}, type=None).mentions) == 1
    assert len(brought(server, COMMENT, type="LEAD_ACTION").refused) == 1


def test_likes_and_what_is_of_another_page_say_nothing(server: Server):
    other = COMMENT | {"organizationalEntity": "urn:li:organization:9"}
    batch = brought(server, COMMENT | {"action": "LIKE"}, other, COMMENT | {"action": "IETS_NIEUWS"})
    assert (list(batch.mentions), list(batch.refused)) == ([], [])


@pytest.mark.parametrize(
    ("little", "words"),
    [
        ("Dank @[Zorg \\(Proef\\)](urn:li:organization:5515715)!", "Dank Zorg (Proef)!"),
        ("{hashtag|\\#|zorg} en {hashtag|#|thuis}", "#zorg en #thuis"),
        ("50\\% \\*echt\\* \\_waar\\_ \\<3", "50\\% *echt* _waar_ <3"),
        ("niet gesloten @[Anna", "niet gesloten @[Anna"),
    ],
)
def test_little_text_is_read_as_people_see_it(little: str, words: str):
    assert plain(little) == words
