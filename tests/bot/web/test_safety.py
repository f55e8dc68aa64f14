"""Strangers' words stay words, forms of strangers change nothing, and sessions end when they should."""

import asyncio
import re
from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from bot.store.views import LogLine, NoticeLine
from bot.web.guard import host_name, own_origin
from bot.web.phones_port import PhoneMessage, PhoneView
from bot.web.render import STATIC, vendor
from tests.bot.web.conftest import SAME, Browser, browser
from tests.fakes.office import NOW, case_line, mention

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 7*7 }}{% raw %}{a.__init__.__globals__}%(x)s",
    '<form action="https://kwaad.example/"><button hx-post="/stop" hx-on:click="x()">druk</button></form>',
    "</textarea></title></style><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "\u202ekcart\u202c \x00\x1b[31m",
]


# --- catalogue 82 -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_case_82_hostile_words_are_inert_wherever_they_stand(text: str) -> None:
    visitor = browser(demo=True)
    office = visitor.office
    reasons = ((text, text, text),)
    said = mention(30, text, *reasons, author=text, url=text, platform=text, sentiment=text, level=text)
    line = case_line(30, headline=text, category=text, location=text, owner=text, level=text, assignee=text)
    notice = NoticeLine(text, text, text, True, text, 1, NOW, None, text)
    office.add(line, said, notices=(notice,), log=(LogLine(NOW, text, text, text), LogLine(NOW, "noted", text, text)))
    assert visitor.phones is not None
    visitor.phones.views["sanne"] = PhoneView(
        "sanne", text, text, (PhoneMessage("1", NOW, text), PhoneMessage("2", NOW, text, reply_to="1")), text, True
    )
    for path in ("/", "/cases/30", "/demo", "/demo?case=30", "/phone", "/status"):
        visitor.see(path)
        assert_inert(visitor.page)


def assert_inert(html: str) -> None:
    """Only our own tags and attributes: no script of theirs, no handler, no foreign form, no javascript address."""
    assert re.findall(r"<script(?! src=\"/static/)", html) == []
    tags = re.findall(r"<[a-z][^<>]*>", html)
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=", re.sub(r'"[^"]*"', '""', tag))]
    assert not [tag for tag in tags if tag.startswith("<form") and "kwaad" in tag]
    assert not [tag for tag in tags if re.search(r'(?:href|src|action)="\s*javascript:', tag)]
    assert "<svg" not in html
    assert "<img src=x" not in html
    assert "49" not in re.findall(r"7\*7|>49<", html)


def test_case_82_a_reflected_parameter_is_never_shown(visitor: Browser) -> None:
    for path in ("/?said=<b>x", "/?said=u-bent-gehackt", "/demo?phone=<b>gehackt", "/start?code=%22><b>gehackt"):
        visitor.see(path)
        assert "<b>" not in visitor.page
    assert "u-bent-gehackt" not in visitor.see("/?said=u-bent-gehackt")


def test_case_82_the_policy_forbids_inline_code_and_the_pages_have_none(visitor: Browser) -> None:
    for path in (
        "/",
        "/demo",
        "/cases/7",
        "/phone",
        "/status",
        "/weg",
        "/healthz",
        "/static/seintje.css",
        "/start?code=x",
    ):
        answer = visitor.client.get(path)
        headers = answer.headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
        assert "strict-transport-security" not in headers
        assert " style=" not in answer.text
        assert "<style" not in answer.text
    assert "max-age" in browser(demo=True, tls=True).client.get("/").headers["strict-transport-security"]


def test_even_the_answer_to_an_unforeseen_error_carries_the_policy(visitor: Browser) -> None:
    visitor.office.broken = True
    answer = visitor.client.get("/")
    assert answer.status_code == 500
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_no_template_switches_escaping_off() -> None:
    for file in (STATIC.parent / "templates").glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape|Markup", file.read_text("utf-8")), file.name


def test_no_page_asks_anything_of_another_machine(visitor: Browser) -> None:
    for path in ("/", "/demo", "/cases/7", "/phone", "/status"):
        visitor.see(path)
        fetched = re.findall(r'(?:src|hx-get|hx-post|hx-sse:connect|action)="([^"]*)"', visitor.page)
        fetched += re.findall(r'<link [^>]*href="([^"]*)"', visitor.page)
        assert fetched
        assert [address for address in fetched if not re.match(r"/(?!/)", address)] == []
    style = (STATIC / "seintje.css").read_text("utf-8")
    assert "@import" not in style
    assert "url(" not in style


# --- catalogue 83 -------------------------------------------------------------------------------------


def posts(client: TestClient) -> list[str]:
    """Every address that takes a form, with something filled in."""
    routes = [route for route in client.app.routes if isinstance(route, APIRoute)]  # type: ignore[attr-defined]
    found = [route.path for route in _flat(client)] or [route.path for route in routes]
    return [path.replace("{number}", "7").replace("{person}", "sanne") for path in found]


def _flat(client: TestClient) -> list[APIRoute]:
    found: list[APIRoute] = []
    todo = list(client.app.routes)  # type: ignore[attr-defined]
    while todo:
        route = todo.pop()
        if isinstance(route, APIRoute) and "POST" in (route.methods or ()):
            found.append(route)
        todo += getattr(getattr(route, "original_router", None), "routes", [])
    return found


def test_case_83_a_form_without_token_from_elsewhere_or_by_get_is_refused_and_logged(
    visitor: Browser, logged: list[MutableMapping[str, Any]]
) -> None:
    visitor.see("/demo")
    good = {"form_token": visitor.token, "action": "take", "turn": "1", "text": "x", "message": "101", "button": "0"}
    paths = posts(visitor.client)
    assert len(paths) >= 6
    for path in paths:
        for headers in (
            {"Sec-Fetch-Site": "cross-site"},
            {"Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "none"},
            {},
        ):
            assert visitor.client.post(path, data=good, headers=headers).status_code == 403, (path, headers)
        other = {"Origin": "http://kwaad.example"}
        assert visitor.client.post(path, data=good, headers=other).status_code == 403
        if path != "/start":
            assert visitor.client.post(path, data=good | {"form_token": ""}, headers=SAME).status_code == 403
            assert visitor.client.post(path, data=good | {"form_token": "é"}, headers=SAME).status_code == 403
            assert visitor.client.get(path).status_code == 405
    assert visitor.office.done == []
    assert visitor.phones is not None
    assert visitor.phones.said == []
    assert {(event["event"], event["why"]) for event in logged} == {
        ("form_refused", "origin"),
        ("form_refused", "token"),
    }


def test_case_83_a_token_of_another_session_does_not_fit(sanne: Browser) -> None:
    sanne.see("/cases/7")
    stolen = sanne.token
    sanne.client.cookies.clear()
    sanne.log_in("karin")
    sanne.see("/cases/7")
    assert sanne.token != stolen
    sanne.send("/cases/7/press", 403, form_token=stolen, action="take", turn="1")
    assert sanne.office.done == []


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null", "host": "a"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://a:1", "host": "a:1"}, False),
        ({"origin": "http://a:1", "host": "a:1"}, True),
        ({"origin": "http://a:2", "host": "a:1"}, False),
        ({"origin": "null", "host": "a:1"}, False),
        ({"origin": "", "host": ""}, False),
        ({"host": "a:1"}, False),
    ],
)
def test_which_requests_come_from_our_own_pages(headers: dict[str, str], ours: bool) -> None:
    assert own_origin(Headers(headers)) is ours


def test_a_page_under_another_name_is_refused(visitor: Browser) -> None:
    assert visitor.client.get("/", headers={"Host": "kwaad.example"}).status_code == 421
    assert visitor.client.get("/", headers={"Host": "testserver:8470"}).status_code == 200
    assert [host_name(h) for h in ("A.b:1", "[::1]:80", "[::1]", "")] == ["a.b", "[::1]", "[::1]", ""]


@pytest.mark.parametrize(("length", "status"), [(None, 411), ("x", 411), ("65537", 413), ("9" * 40, 413)])
def test_a_body_of_unknown_or_great_length_is_refused(visitor: Browser, length: str | None, status: int) -> None:
    headers = {**SAME, **({"Content-Length": length} if length else {"Transfer-Encoding": "chunked"})}
    assert visitor.client.post("/stop", content=iter([b"x"]), headers=headers).status_code == status


def test_a_form_with_files_is_refused(sanne: Browser) -> None:
    sanne.see("/cases/7")
    files = {"text": ("note.txt", b"x")}
    answer = sanne.client.post("/cases/7/note", data={"form_token": sanne.token}, files=files, headers=SAME)
    assert answer.status_code == 415
    assert "Dat klopt niet" in answer.text
    assert sanne.office.done == []


def test_a_form_cannot_send_the_reader_elsewhere(sanne: Browser) -> None:
    sanne.see("/cases/7")
    for origin in ("https://kwaad.example", "//kwaad.example", "demo"):
        data = {"form_token": sanne.token, "text": "x", "from": origin, "person": "karin"}
        answer = sanne.client.post("/cases/7/note", data=data, headers=SAME, follow_redirects=False)
        assert answer.headers["location"] == "/cases/7?said=noted"
    assert {done[2] for done in sanne.office.done} == {"sanne"}, "outside the demo nobody acts for another"


# --- catalogue 84 -------------------------------------------------------------------------------------


def test_case_84_without_a_session_nothing_is_shown_or_done(stranger: Browser) -> None:
    for path in ("/", "/cases/7", "/status", "/events"):
        page = stranger.see(path, 401)
        assert "U bent niet ingelogd" in page
        assert "Beukenhof" not in page
    stranger.send("/cases/7/press", 401, action="take", turn="1")
    assert stranger.office.done == []
    answer = stranger.client.get("/", headers={"HX-Request": "true"})
    assert answer.headers["hx-refresh"] == "true", "a page that refreshes itself shows the log-in page whole"


def test_case_84_a_link_works_once_and_only_by_its_button(stranger: Browser) -> None:
    code = stranger.invited("sanne")
    for _ in range(2):
        assert "Log in" in stranger.see(f"/start?code={code}")
    assert stranger.cookie == ""
    stranger.client.post("/start", data={"code": code}, headers=SAME)
    assert "Sanne de Wit" in stranger.see("/")
    twice = stranger.client.post("/start", data={"code": code}, headers=SAME, follow_redirects=False)
    assert (twice.status_code, twice.headers["location"]) == (303, "/"), "who pressed twice is in already"
    assert "set-cookie" not in twice.headers
    stranger.client.cookies.clear()
    again = stranger.client.post("/start", data={"code": code}, headers=SAME)
    assert again.status_code == 403
    assert "Deze link werkt niet (meer)" in again.text
    assert stranger.client.post("/start", data={"code": "geraden"}, headers=SAME).status_code == 403


def test_case_84_a_link_is_good_for_fifteen_minutes(stranger: Browser) -> None:
    code = stranger.invited("sanne")
    stranger.clock.forward(timedelta(minutes=15))
    stranger.invited("karin")
    assert stranger.client.post("/start", data={"code": code}, headers=SAME).status_code == 403


def test_case_84_the_cookie_is_out_of_reach_of_scripts_and_other_sites(stranger: Browser) -> None:
    answer = stranger.client.post(
        "/start", data={"code": stranger.invited("sanne")}, headers=SAME, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/" in cookie
    assert "secure" not in cookie
    assert len(stranger.cookie) >= 32
    behind_tls = browser(demo=False, tls=True)
    code = behind_tls.invited("sanne")
    answer = behind_tls.client.post("/start", data={"code": code}, headers=SAME, follow_redirects=False)
    assert re.match(r"__Host-seintje=\S+; HttpOnly; Path=/; SameSite=strict; Secure", answer.headers["set-cookie"])


def test_case_84_logging_in_gives_a_new_token_and_ends_the_old_one(sanne: Browser) -> None:
    planted = sanne.cookie
    sanne.log_in("karin")
    assert sanne.cookie != planted
    sanne.client.cookies.clear()
    sanne.client.cookies.set("seintje", planted)
    sanne.see("/", 401)


def test_case_84_after_logging_out_the_token_is_dead(sanne: Browser) -> None:
    token = sanne.cookie
    sanne.see("/")
    assert "U bent uitgelogd" in sanne.send("/stop")
    assert sanne.cookie == ""
    sanne.client.cookies.set("seintje", token)
    sanne.see("/", 401)


def test_case_84_a_removed_person_is_out_at_once(sanne: Browser) -> None:
    sanne.see("/")
    code = sanne.invited("karin")
    sanne.people.clear()
    sanne.see("/", 401)
    assert sanne.client.post("/start", data={"code": code}, headers=SAME).status_code == 403


def test_case_84_idle_for_half_an_hour_ends_it_and_a_page_refreshing_itself_is_idle(sanne: Browser) -> None:
    sanne.clock.forward(timedelta(minutes=29))
    sanne.see("/")
    sanne.clock.forward(timedelta(minutes=29))
    sanne.see("/", **{"HX-Request": "true"})
    sanne.clock.forward(timedelta(minutes=1))
    sanne.see("/", 401)


def test_case_84_twelve_hours_is_the_end_however_busy(sanne: Browser) -> None:
    for _ in range(24):
        sanne.clock.forward(timedelta(minutes=29))
        sanne.see("/")
    sanne.clock.forward(timedelta(minutes=24))
    sanne.see("/", 401)


def test_what_is_kept_of_links_and_sessions_opens_nothing(stranger: Browser) -> None:
    code = stranger.invited("sanne")
    session = asyncio.run(stranger.sessions.redeem(code))
    assert session is not None
    kept = repr(vars(stranger.sessions))
    assert code not in kept
    assert session.token not in kept
    assert session.form_token not in kept


# --- what is in the repository ---------------------------------------------------------------------------


def test_the_lock_names_hashes_and_no_host() -> None:
    lock = (STATIC.parent / "build" / "package-lock.json").read_text("utf-8")
    assert '"integrity": "sha512-' in lock
    assert "resolved" not in lock
    assert "://" not in lock


def test_pages_without_the_built_scripts_offer_a_link_instead(tmp_path: Path, visitor: Browser) -> None:
    assert vendor(tmp_path).scripts == ()
    (tmp_path / "htmx.min.js").touch()
    assert not vendor(tmp_path).live
    (tmp_path / "hx-sse.min.js").touch()
    assert vendor(tmp_path).live


def test_a_case_of_nobody_is_shown_to_nobody_else(sanne: Browser) -> None:
    sanne.office.pages[7] = replace(sanne.office.pages[7], case=case_line(7, headline="alleen hier"))
    sanne.client.cookies.clear()
    assert "alleen hier" not in sanne.see("/cases/7", 401)
