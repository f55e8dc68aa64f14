"""Servers that speak Mastodon's API in their own way (Pleroma and Akkoma, GoToSocial, Pixelfed, Friendica, Mastodon of
tomorrow), over real sockets with the real library."""

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.ports import PublicAct, SourceError, Verb
from rules.mention import Kind, Via
from tests.bot.platforms.actor_contract import TEXT
from tests.bot.platforms.contract import Looking
from tests.bot.platforms.tools import examined
from tests.fakes.http import Reply, Request, Server
from tests.fakes.mastodon import ME, FakeMastodon, account, as_json, event, status

pytest.importorskip("mastodon", reason="seintje[mastodon] is not installed")

from tests.bot.platforms.test_mastodon import OnMastodon, heard, source, stage, told, watcher

__all__ = ["stage"]

HOUR = timedelta(hours=1)
NOTIFICATIONS = "/api/v1/notifications"


@pytest.fixture
def there(server: Server) -> FakeMastodon:
    fake = FakeMastodon()
    server.otherwise(fake.answer)
    return fake


def notice(kind: str, of: Mapping[str, Any] | None, name: str = "1", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "type": kind,
        "created_at": "2026-11-21T11:00:00.000Z",
        "account": account(),
        "status": of,
    } | more


OTHER = [
    notice("follow", None),
    notice("follow_request", None),
    notice("favourite", status("61", "van ons", account=account(ME, "wij"))),
    notice("reblog", status("61", "van ons", account=account(ME, "wij"))),
    notice("poll", status("62", "een peiling van een ander")),
    notice("status", status("63", "van iemand die wij volgen")),
    notice("update", status("64", "wij deelden dit")),
    notice("quoted_update", status("65", "wij haalden dit aan")),
    notice("pleroma:emoji_reaction", status("61", "van ons", account=account(ME, "wij")), emoji="😡"),
    notice("pleroma:chat_mention", None, chat_message={"id": "1", "content": "hoi"}),
    notice("pleroma:report", None, report={"id": "1"}),
    notice("admin.sign_up", None),
    notice("admin.report", None, report={"id": "1", "comment": "x"}),
    notice("severed_relationships", None, event={"id": "1", "type": "domain_block"}),
    notice("moderation_warning", None, moderation_warning={"id": "1"}),
    notice("annual_report", None, annual_report={"year": "2026"}),
    notice("iets.van.morgen", status("66", "wie weet")),
    notice("mention", None),
    {"id": "x", "type": None},
]


def test_a_server_that_gives_every_kind_of_notice_brings_what_is_about_us_and_nothing_is_set_apart(
    server: Server, there: FakeMastodon
):
    """Servers leave out words they do not know: a filter that is not heeded brings them all."""
    there.notifications = [*OTHER, notice("mention", status("70", "@wij bel terug")), None, "x"]  # type: ignore[list-item]
    batch = told(server)
    assert [(one.id, one.via) for one in batch.mentions] == [("70", Via.MENTION)]
    assert list(batch.refused) == []


@pytest.mark.parametrize(
    ("name", "by"),
    [("A5Tn4kVbRZxqZ8wR0y", "9xQ2"), ("01HF7YAT3J5M9Q1ZC8W4RZ7K2E", "01AY6P665V14JJR0AFVRT7311Y"), (1234567890123, 7)],
    ids=["pleroma", "gotosocial", "numbers"],
)
def test_ids_are_whatever_a_server_makes_of_them(server: Server, there: FakeMastodon, name: Any, by: Any):
    said = status(str(name), "@wij hallo", id=name, account=account(by), in_reply_to_id=None)
    there.notifications = [notice("mention", said, name=name)]
    [one] = told(server).mentions
    assert one.id == str(name)


def test_pages_go_on_by_whatever_cursor_the_server_gives(server: Server, there: FakeMastodon):
    pages = {
        "": ([notice("mention", status("91", "nieuw"))], "max_id=A5Tn4kVbRZxqZ8wR0y&limit=40"),
        "A5Tn4kVbRZxqZ8wR0y": ([notice("follow", None)] * 40, "limit=40&max_id=109876%3Ab"),
        "109876%3Ab": ([notice("mention", status("90", "ouder"))], ""),
    }

    def answer(request: Request) -> Reply:
        mark = next((one.partition("=")[2] for one in request.path.split("?")[1].split("&") if "max_id=" in one), "")
        mark = mark.replace("%253A", "%3A")
        items, more = pages[mark]
        link = f'<{server.url(NOTIFICATIONS)}?{more}>; rel="next", <{server.url(NOTIFICATIONS)}?min_id=1>; rel="prev"'
        return as_json(items, **({"Link": link} if more else {}))

    server.says(NOTIFICATIONS, answer)
    assert {one.id for one in told(server).mentions} == {"91", "90"}


def test_what_the_server_holds_back_from_strangers_is_asked_for_too(server: Server, there: FakeMastodon):
    """Mastodon 4.3 keeps unasked-for private mentions apart (a policy of the account) unless a program asks for them."""
    told(server)
    [asked] = server.asked(NOTIFICATIONS)
    assert "include_filtered=true" in asked.path.lower()


def test_what_a_reader_sees_counts_also_a_poll_and_pictures_of_letters(server: Server, there: FakeMastodon):
    emojis = [{"shortcode": "zucht", "url": "https://x.example/z.png"}]
    poll = {"id": "1", "options": [{"title": "Beukenhof", "votes_count": 3}, {"title": None}, {"title": "De Linde"}]}
    link = (
        '<p><span class="h-card"><a class="u-url mention" href="https://m.example/@wij">@<span>wij</span></a></span> kijk '
        ':zucht:<br/><a href="https://nieuws.example/lang/stuk"><span class="invisible">https://</span>'
        '<span class="ellipsis">nieuws.example/la</span><span class="invisible">ng/stuk</span></a></p>'
        "<p>#<span>zorg</span> &amp; &lt;3</p>"
    )
    there.notifications = [
        notice("mention", status("1", "", content=link, emojis=emojis)),
        notice("mention", status("2", "Waar is het het ergst?", poll=poll)),
        notice("mention", status("3", "", content="", poll=poll)),
    ]
    found = {one.id: one.text for one in told(server).mentions}
    assert found["1"] == "@wij kijk :zucht:\nhttps://nieuws.example/lang/stuk\n#zorg & <3"
    assert found["2"] == "Waar is het het ergst?\nBeukenhof\nDe Linde"
    assert found["3"] == "Beukenhof\nDe Linde"


def test_fields_that_are_missing_null_or_of_another_sort_spoil_nothing(server: Server, there: FakeMastodon):
    bare = {"id": "1", "created_at": "2026-11-21T11:00:00.000000Z", "content": "<p>kaal</p>", "account": {"id": "7"}}
    odd = status(
        "2",
        "vol",
        edited_at="",
        language=None,
        url=None,
        uri="tag:x",
        spoiler_text=None,
        media_attachments=None,
        mentions=None,
        tags=None,
        card=None,
        poll=None,
        application=None,
        replies_count=None,
        visibility="local",
        in_reply_to_id="",
        account=account() | {"followers_count": "12", "display_name": None, "created_at": "2024", "last_status_at": ""},
        pleroma={"content": {"text/plain": "vol"}, "local": False},
        friendica={"title": "", "dislikes_count": 0},
        quote={"state": "pending", "quoted_status": None},
        filtered=[{"filter": {"id": "1", "title": "x", "context": ["home"]}, "keyword_matches": None}],
    )
    there.notifications = [notice("mention", bare), notice("mention", odd)]
    batch = told(server)
    assert sorted(one.text for one in batch.mentions) == ["kaal", "vol"]
    assert list(batch.refused) == []


@pytest.mark.parametrize(
    "created", ["2026-11-21T10:00:00Z", "2026-11-21T11:00:00+01:00", "2026-11-21T10:00:00.123456Z"]
)
def test_times_are_written_in_more_than_one_way(server: Server, there: FakeMastodon, created: str):
    there.notifications = [notice("mention", status("1", "hoi", created_at=created))]
    [one] = told(server).mentions
    assert one.posted_at.replace(microsecond=0) == datetime(2026, 11, 21, 10, tzinfo=UTC)


def test_below_our_posts_is_looked_also_where_a_server_does_not_count_replies(server: Server, there: FakeMastodon):
    ours = there.says("10", "wij zijn open", account=account(ME, "wij"))
    del ours["replies_count"]
    there.says("11", "niet waar", in_reply_to_id="10", in_reply_to_account_id=ME)
    assert "niet waar" in {one.text for one in told(server).mentions}


def test_a_post_of_ours_that_goes_while_we_look_takes_nothing_along(server: Server, there: FakeMastodon):
    there.says("10", "wij zijn open", account=account(ME, "wij"), replies_count=2)
    server.says("/api/v1/statuses/10/context", Reply(404, b'{"error": "Record not found"}'))
    there.notifications = [notice("mention", status("70", "@wij bel terug"))]
    assert "70" in {one.id for one in told(server).mentions}


@pytest.mark.parametrize("code", [401, 403, 404, 410, 422])
def test_a_hashtag_or_a_search_that_a_server_does_not_have_keeps_no_mention_away(
    server: Server, there: FakeMastodon, code: int
):
    there.notifications = [notice("mention", status("70", "@wij bel terug"))]
    there.found = [status("71", "Zorg Proef belt niet")]
    server.says("/api/v1/timelines/tag/zorg", Reply(code, b'{"error": "This method requires an authenticated user"}'))
    batch = told(server, hashtags=("zorg",), search=True)
    assert {one.id for one in batch.mentions} == {"70", "71"}
    assert "#zorg" in batch.trouble
    server.forget("/api/v1/timelines/tag/zorg")
    server.says("/api/v2/search", Reply(code, b"{}"))
    batch = told(server, hashtags=("zorg",), search=True)
    assert "70" in {one.id for one in batch.mentions} and batch.trouble


def test_trouble_that_passes_is_trouble_of_the_whole_look(server: Server, there: FakeMastodon):
    server.says("/api/v1/timelines/tag/zorg", Reply(503))
    with pytest.raises(SourceError):
        told(server, hashtags=("zorg",))


def test_an_edit_found_later_is_still_about_us(server: Server, there: FakeMastodon):
    """It came by a notice or below our post; seen again by itself it must not become something that a search found."""
    named = there.says("1", "@wij hallo", mentions=[{"id": ME, "acct": "wij"}])
    below = there.says("2", "nou nou", in_reply_to_id="9", in_reply_to_account_id=ME)
    there.notifications = [notice("mention", named), notice("mention", below)]
    first = told(server, stream=False)
    assert {one.via for one in first.mentions} == {Via.MENTION}
    there.notifications = []
    named["content"], below["content"] = "<p>hulp!</p>", "<p>nu meteen</p>"
    again = told(server, first.cursor, stream=False)
    assert {one.id: one.via for one in again.mentions} == {"1": Via.MENTION, "2": Via.OWN_PAGE}


@pytest.mark.parametrize("code", [403, 422])
def test_one_that_may_not_be_seen_any_more_is_neither_gone_nor_the_end_of_the_look(
    server: Server, there: FakeMastodon, code: int
):
    there.notifications = [notice("mention", there.says("1", "hallo"))]
    first = told(server, stream=False)
    there.notifications = [notice("mention", there.says("2", "nog een"))]
    server.says("/api/v1/statuses/1", Reply(code, b'{"error": "This action is not allowed"}'))
    batch = told(server, first.cursor, stream=False)
    assert ([one.id for one in batch.mentions], list(batch.gone)) == (["2"], [])


def test_a_hashtag_that_also_names_us_is_a_mention(server: Server, there: FakeMastodon):
    there.tagged = [status("5", "#zorg @wij", mentions=[{"id": ME, "acct": "wij"}])]
    [one] = told(server, hashtags=("zorg",)).mentions
    assert one.via is Via.MENTION


def test_the_stream_of_others_tells_more_than_we_want(server: Server, there: FakeMastodon):
    edited = status("2", "toch niet", in_reply_to_id="9", in_reply_to_account_id=ME, edited_at="2026-11-21T11:30:00Z")
    there.streams["user"] = b"".join(
        [
            b":)\n\n",
            b": keepalive\n\n",
            *(event("notification", one) for one in OTHER[:-2]),
            event("filters_changed", "undefined"),
            event("conversation", {"id": "1", "unread": True, "last_status": None}),
            event("announcement", {"id": "1"}),
            event("notifications_merged", "1"),
            event("pleroma:chat_update", {"id": "1"}),
            event("update", status("77", "van iemand die wij volgen")),
            event("notification", notice("mention", status("1", "hallo"))),
            event("status.update", edited),
            event("delete", "A5Tn4kVbRZxqZ8wR0y"),
        ]
    )
    said, again, gone = heard(server, 3)
    assert [(one.id, one.via) for one in said.mentions] == [("1", Via.MENTION)]
    assert [(one.id, one.via) for one in again.mentions] == [("2", Via.OWN_PAGE)]
    assert list(gone.gone) == ["A5Tn4kVbRZxqZ8wR0y"]


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("local", "direct"), ("mutuals_only", "direct"), ("list", "direct"), ("limited", "direct"), ("PUBLIC", "public")],
)
def test_an_answer_to_what_is_shown_in_a_way_we_do_not_know_is_for_its_writer_alone(
    stage: OnMastodon, theirs: str, ours: str
):
    target = stage.message()
    stage.there.statuses["50"]["visibility"] = theirs
    asyncio.run(stage.actor.act(PublicAct("k", Verb.REPLY, target, TEXT)))
    [placed] = [one for one in stage.there.statuses.values() if one["in_reply_to_id"] == "50"]
    assert placed["visibility"] == ours


def test_a_private_word_among_filtered_ones_is_a_message(server: Server, there: FakeMastodon):
    there.notifications = [notice("mention", status("8", "tussen ons", visibility="direct"), filtered=True)]
    [one] = told(server).mentions
    assert one.kind is Kind.MESSAGE


def test_looking_again_at_the_same_brings_nothing(server: Server, there: FakeMastodon):
    there.notifications = [*OTHER, notice("mention", there.says("70", "@wij bel terug"))]
    look = Looking(lambda http: watcher(server, http))
    assert len(look().mentions) == 1
    assert [len(look().mentions) for _ in range(3)] == [0, 0, 0]


def test_the_doctor_says_that_a_server_has_no_stream_for_us_and_asks_for_nothing_else_it_lacks(
    server: Server, there: FakeMastodon
):
    server.says("/api/v1/apps/verify_credentials", Reply(404, b'{"error": "Not found"}'))
    there.streaming = False
    well, silent = examined(source(server))
    assert well.good and not silent.good and "stream: false" in silent.remedy
    assert all(one.good for one in examined(source(server, stream=False)))
    there.streaming = True
    assert all(one.good for one in examined(source(server)))
