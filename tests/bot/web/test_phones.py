"""The demo: phones that look like phones, and buttons on them that do something."""

import re
from dataclasses import replace

import pytest

from bot.web.phones_port import PhoneButton, PhoneMessage
from bot.web.telegram_html import draw
from tests.bot.web.conftest import Browser
from tests.fakes.office import NOW


def test_the_demo_shows_cases_and_a_phone_and_says_that_all_is_invented(visitor: Browser) -> None:
    page = visitor.see("/demo")
    for text in (
        "Voorbeeldgegevens: alle mensen en berichten zijn verzonnen.",
        "Een onrustige dag bij Zorggroep De Lindeboog",
        "In het verhaal is het vr 6 mrt 2026, 14:05",
        "2 zaken wachten op iemand",
        "Sanne de Wit Webcare",
        "Uw telefoon is gekoppeld.",
        "Ik pak dit op",
    ):
        assert text in page, text


def test_a_press_on_the_phone_shows_on_the_same_page(visitor: Browser) -> None:
    visitor.see("/demo")
    page = visitor.send("/phone/sanne/press", **{"message": "101", "button": "0", "from": "demo"})
    assert page.count("Sanne de Wit heeft dit") == 3, "in the list, on the phone, and in what a reply answers"
    assert "U heeft het. De opschaling is gestopt." in page
    assert "bewerkt" in page
    assert re.findall(r'value="\d">([^<]*)<', visitor.page) == ["Afgerond", "Geef terug"]


def test_the_case_can_be_read_beside_the_phone(visitor: Browser) -> None:
    page = visitor.see("/demo?phone=karin&case=7")
    assert "Wat er is gezegd, en waarom het telt" in page
    assert "Karin Postma Teamleider webcare" in page
    page = visitor.send("/cases/7/press", **{"action": "take", "turn": "1", "from": "demo", "person": "karin"})
    assert visitor.office.done == [("take", 7, "karin", 1)]
    assert "Karin Postma heeft dit" in page


def test_the_phone_that_rings_is_in_sight_and_stays_there(visitor: Browser) -> None:
    assert visitor.phones is not None
    quiet, ringing = visitor.phones.views["sanne"], visitor.phones.views["karin"]
    visitor.phones.views["sanne"] = replace(quiet, messages=())
    visitor.see("/demo")
    assert "Telefoon van Karin Postma" in visitor.page
    assert 'hx-get="/demo?phone=karin"' in visitor.page
    visitor.phones.views["sanne"] = quiet
    visitor.see("/demo?phone=karin")
    assert 'id="phone-karin"' in visitor.page
    visitor.phones.views = {"sanne": replace(quiet, messages=()), "karin": replace(ringing, messages=())}
    visitor.see("/demo")
    assert 'hx-get="/demo"' in visitor.page, "nobody rang yet: the first one who does will be in sight"


def test_what_is_typed_answers_the_newest_message_or_the_chosen_one(visitor: Browser) -> None:
    page = visitor.see("/phone/sanne")
    assert "↩ 🟠 Ernstig · Beukenhof" in page
    answering = re.findall(r'name="reply_to" value="(\w*)"', visitor.page)
    visitor.send("/phone/sanne/say", text="onderweg", reply_to=answering[0])
    assert visitor.phones is not None
    assert visitor.phones.said == [("sanne", "onderweg", "101")]
    visitor.see("/phone/sanne?reply=sanne:100")
    assert 'name="reply_to" value="100"' in visitor.page
    visitor.see("/phone?reply=sanne:100")
    assert 'name="reply_to" value="90"' in visitor.page, "another phone keeps its own"


def test_an_empty_reply_is_nothing_and_a_long_one_is_refused(visitor: Browser) -> None:
    visitor.see("/phone/sanne")
    visitor.send("/phone/sanne/say", text=" \x07 ")
    visitor.send("/phone/sanne/say", 422, text="x" * 1001)
    assert visitor.phones is not None
    assert visitor.phones.said == []


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/phone/sanne/press", {"message": "101", "button": "17"}),
        ("/phone/sanne/press", {"message": "100", "button": "0"}),
        ("/phone/sanne/press", {"message": "weg", "button": "zeven"}),
        ("/phone/sanne/press", {}),
    ],
)
def test_a_button_that_is_gone_says_so(visitor: Browser, path: str, fields: dict[str, str]) -> None:
    visitor.see("/phone/sanne")
    assert "Die knop is er niet meer" in visitor.send(path, **fields)


def test_a_phone_that_is_not_there(visitor: Browser) -> None:
    assert "Niet gevonden" in visitor.see("/phone/niemand", 404)
    visitor.see("/demo?phone=niemand&case=abc")
    assert "Telefoon van Sanne de Wit" in visitor.page
    visitor.see("/demo?case=999", 404)
    visitor.see("/demo")
    visitor.send("/phone/niemand/say", 404, text="hallo")


def test_every_phone_side_by_side(visitor: Browser) -> None:
    page = visitor.see("/phone")
    assert "Sanne de Wit Webcare" in page
    assert "Karin Postma Teamleider webcare" in page
    assert "Nog stil Fatima el Amrani" in page
    assert "Nog geen seintje. Alles is rustig." in visitor.see("/phone/fatima")
    visitor.see("/phone")
    assert 'aria-label="zonder geluid"' in visitor.page
    assert 'aria-label="met geluid"' in visitor.page


def test_a_button_that_opens_a_page_only_opens_web_pages(visitor: Browser) -> None:
    assert visitor.phones is not None
    buttons = tuple(
        (PhoneButton("Kijk", url=url),)
        for url in ("/cases/7", "javascript:alert(1)", "//elders.example", "https://a.example/")
    )
    view = visitor.phones.views["fatima"]
    visitor.phones.views["fatima"] = type(view)(
        "fatima", "Fatima", messages=(PhoneMessage("1", NOW, "x", buttons=buttons),)
    )
    visitor.see("/phone/fatima")
    assert re.findall(r'class="key" href="([^"]*)"', visitor.page) == ["/cases/7", "#", "#", "https://a.example/"]


@pytest.mark.parametrize(
    ("telegram", "drawn"),
    [
        ("<b>Ernstig</b> &amp; <i>nu</i>", "<strong>Ernstig</strong> &amp; <em>nu</em>"),
        ("1 &lt; 2", "1 &lt; 2"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ('<b onclick="x()">a</b>', "<strong>a</strong>"),
        ("<b>a<i>b</b>c", "<strong>a<em>b</em></strong>c"),
        ("</b>x", "&lt;/b&gt;x"),
        ("<b>open", "<strong>open</strong>"),
        ('<a href="javascript:x">y</a>', "<span>y</span>"),
        (
            '<a href="https://a.example/?a=1&amp;b=%22">y</a>',
            '<a href="https://a.example/?a=1&amp;b=%22" rel="noopener noreferrer" target="_blank">y</a>',
        ),
        ('<a href="https://[">y</a>', "<span>y</span>"),
        ('<img src=x onerror="x">', "&lt;img src=x onerror=&#34;x&#34;&gt;"),
        ("<!-- x --><!DOCTYPE y><?php z?>", "&lt;!-- x --&gt;&lt;!DOCTYPE y&gt;&lt;?php z?&gt;"),
        ("<tg-spoiler>x</tg-spoiler>", "<span>x</span>"),
        ("a < b <", "a &lt; b &lt;"),
    ],
)  # fmt: skip
def test_telegrams_markup_is_drawn_and_nothing_else_gets_through(telegram: str, drawn: str) -> None:
    assert str(draw(telegram)) == drawn
