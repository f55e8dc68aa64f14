"""Storms on phones: one case, one message that is edited, a ring only for what is new; floods, raids and silences (cases 28, 46–49)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from bot.messages.sheets import told_of
from bot.store import bundles, cases, mentions, quiet, reads
from rules.case.model import Action, Pressed
from rules.i18n import Lang
from rules.mention import Author, Kind, Mention, Via
from tests.bot.office import MONDAY_TEN, Office
from tests.bot.protocol import CARE

Build = Callable[..., Office]

STORMY = (
    CARE
    + """
limits: {per_person: 8 per hour, then: bundle, never_limit: [serious, crisis]}
patterns:
  - {id: piek, count: negative mentions, within: 1 hour, at_least: 8, times_usual: 4, authors: 6, per: location,
     level: serious, owner: duty}
  - {id: storm, count: negative mentions, within: 3 hours, at_least: 20, times_usual: 6, authors: 10,
     level: crisis, owner: duty, opens: storm}
  - {id: bron-stil, count: all mentions, within: 24 hours, fewer_than: 1, usual_at_least: 5, per: platform,
     level: attention, owner: webcare}
  - {id: afschalen, count: negative mentions, within: 6 hours, times_usual: 2 or less, proposes: close storm, ask: duty}
storm: {summary: 1 hour, extra_search_terms: duty, log: all_decisions, evaluate_within: 5 workdays}
"""
)
WORDS = (
    "appel",
    "boek",
    "brood",
    "deur",
    "fiets",
    "kaas",
    "koffie",
    "lamp",
    "melk",
    "peer",
    "raam",
    "regen",
    "soep",
    "stoel",
    "tafel",
    "thee",
    "trein",
    "vuur",
    "water",
    "wind",
)
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"


def storm(care: Office, count: int, *, start: int = 0, about: str = "Schande, slechte zorg in Beukenhof") -> None:
    """So many angry messages by as many authors, a second apart, none the same."""
    now = care.clock.now()
    care.hears(
        *(
            Mention(
                id=f"s{n}",
                platform="facebook_page",
                kind=Kind.COMMENT,
                text=f"{about}: {' '.join(WORDS[(n * k + k) % len(WORDS)] for k in (1, 3, 7, 11, 13))} {n}",
                posted_at=now - timedelta(seconds=count - n + start),
                author=Author(f"boos{n}"),
                via=Via.OWN_PAGE,
                reach=10,
                lang="nl",
            )
            for n in range(start, start + count)
        )
    )


@pytest.fixture
def care(office: Build) -> Office:
    return office(STORMY)


def rung(care: Office, person: str) -> int:
    return sum(not m.silent for m in care.phone(person).messages)


def test_case_46_a_hundred_messages_are_one_case_and_a_few_rings(care: Office) -> None:
    storm(care, 100)
    care.forward(minutes=2)
    lines = care.store.read(reads.case_lines)
    assert len(lines) == 1
    assert lines[0].level == "crisis"
    assert lines[0].mentions == 100
    assert all(len(phone.messages) <= 5 for phone in care.phones.values())
    assert "storm" in care.log()


def test_a_taken_storm_is_edited_and_rings_only_for_a_new_fact(care: Office) -> None:
    storm(care, 40)
    care.phone("karin").presses("Ik pak dit op")
    for phone in care.phones.values():
        phone.fresh()
    storm(care, 30, start=40)
    care.forward(minutes=5)
    assert not any(phone.rings() for phone in care.phones.values())
    assert care.phone("karin").shows("70 berichten")
    care.says("Ik weet je te vinden, zuster. Ik maak je af", author="dreiger")
    assert care.phone("karin").rings()
    assert care.case(2).case.level == "crisis"
    storm(care, 1, start=90, about="Slechte zorg: ik zag vanochtend zelf een vrouw alleen buiten in Beukenhof")
    care.forward(seconds=3)
    assert care.phone("karin").rings()
    assert "new_fact" in care.log()


def test_who_is_named_with_an_address_rings_at_night_and_says_why(office: Build) -> None:
    care = office(STORMY, at=datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
    care.says(NEGLECT, thread_id="t")
    for phone in care.phones.values():
        phone.fresh()
    care.says("De nachtdienst in Beukenhof was J. Koldenhof, Dorpsweg 9. Vraag haar maar", thread_id="t")
    care.forward(seconds=3)
    assert any(phone.rings() for phone in care.phones.values())
    assert any("naam en vindplaats" in m.text for phone in care.phones.values() for m in phone.messages)


def test_case_47_a_raid_on_many_topics_keeps_to_the_cap_and_leaves_the_urgent_single(office: Build) -> None:
    topics = "\n".join(f"  t{n}: {{words: [woord{n}]}}" for n in range(60))
    rules = "\n".join(
        f"  - {{id: r{n}, name: Regel {n}, when: {{topic: t{n}}}, category: c{n}, level: attention, owner: webcare}}"
        for n in range(60)
    )
    text = STORMY.replace("rules:\n", f"rules:\n{rules}\n", 1).replace("topics:\n", f"topics:\n{topics}\n", 1)
    care = office(text)
    now = care.clock.now()
    raid = [_post(n, f"zorg proef woord{n} {_few(n)}", now) for n in range(60)]
    care.hears(*raid)
    care.forward(seconds=15)
    assert care.store.read(lambda tx: reads.tally(tx)["mentions"]) == 60
    assert care.store.read(lambda tx: reads.tally(tx)["cases"]) == 60
    assert rung(care, "sanne") == 8
    care.says(NEGLECT, author="iemand")
    assert care.phone("sanne").rings()
    assert care.phone("sanne").shows("Ernstig")
    care.forward(minutes=16)
    bundle = next(m for m in care.phone("sanne").messages if "Nog 52 zaken" in m.text)
    assert not bundle.silent
    assert "en nog 44" in bundle.text
    label = bundle.labels[0]
    assert care.phone("sanne").presses(label, bundle) == "U hebt het. De opschaling is gestopt."


def _few(n: int) -> str:
    told = sha256(str(n).encode()).hexdigest()
    return " ".join(told[at : at + 5] for at in range(0, 40, 5))


def _post(n: int, text: str, at: datetime, **more: Any) -> Mention:
    return Mention(
        **{
            "id": f"p{n}",
            "platform": "x",
            "kind": Kind.POST,
            "text": text,
            "posted_at": at,
            "author": Author(f"raid{n}"),
            "via": Via.SEARCH,
            "lang": "nl",
            **more,
        }
    )


def test_case_48_one_author_with_fifty_posts_is_one_case(care: Office) -> None:
    now = care.clock.now()
    texts = [f"zorg proef klacht {' '.join(WORDS[(n * k) % 20] for k in (1, 3, 7, 9))} {n * 7919}" for n in range(50)]
    care.hears(*(_post(n, text, now, author=Author("een mens")) for n, text in enumerate(texts)))
    assert care.store.read(lambda tx: reads.tally(tx)["cases"]) == 1
    assert rung(care, "sanne") == 1


def test_case_49_a_rule_that_matches_everything_still_keeps_to_the_cap(office: Build) -> None:
    wide = "rules:\n  - {id: alles, name: Alles, when: {platform: [x, facebook_page]}, category: hate, level: attention, owner: webcare}\n"
    care = office(STORMY.replace("rules:\n", wide, 1))
    now = care.clock.now()
    care.hears(*(_post(n, f"zorg proef {WORDS[n % 20]} {n * 7919}", now) for n in range(200)))
    assert rung(care, "sanne") <= 8
    assert care.store.read(lambda tx: reads.tally(tx)["mentions"]) == 200


def test_case_28_a_source_that_is_usually_heard_and_falls_silent_opens_a_case(office: Build) -> None:
    begin = datetime(2026, 2, 2, 8, 0, tzinfo=UTC)
    care = office(STORMY, at=begin)
    for day in range(60):
        at = care.clock.now()
        care.hears(*(_post(day * 10 + n, f"zorg proef fijne dag {n}", at - timedelta(hours=n)) for n in range(5)))
        care.clock.forward(timedelta(hours=12))
    assert care.store.read(reads.case_lines) == []
    care.forward(hours=26)
    line = care.store.read(reads.case_lines)[0]
    assert (line.level, line.owner) == ("attention", "webcare")
    assert care.store.read(lambda tx: mentions.judged_mention(tx, 0)) is None
    assert care.phone("sanne").shows("Bron stil")


def test_a_silence_from_a_phone_keeps_it_quiet_until_its_end_and_hides_nothing(care: Office) -> None:
    said = care.store.write(lambda tx: care.house.quiet.command(tx, "sanne", "complaint 2 uur verbouwing", Lang.NL))
    assert "Stil over complaint" in said
    care.says("Ik heb een klacht over zorg proef")
    assert care.quiet()
    assert care.store.read(reads.case_lines) == []
    care.says(NEGLECT)
    assert care.phone("sanne").rings()
    care.forward(hours=2)
    care.says("Nog een klacht over de parkeerplaats van zorg proef")
    care.forward(seconds=3)
    assert care.phone("sanne").rings()
    assert "Er is geen stilte" in care.store.read(lambda tx: care.house.quiet.command(tx, "sanne", "", Lang.NL))


def test_a_silence_ends_before_its_time_when_somebody_says_so(care: Office) -> None:
    care.store.write(lambda tx: care.house.quiet.command(tx, "sanne", "alles tot 17:00", Lang.NL))
    assert "1: alles" in care.store.read(lambda tx: care.house.quiet.command(tx, "imran", "", Lang.NL))
    care.says("Ik heb een klacht over zorg proef")
    assert care.quiet()
    said = care.store.write(lambda tx: care.house.quiet.command(tx, "imran", "weg 1", Lang.NL))
    assert said == "Stilte 1 is voorbij."
    care.says("Slechte zorg bij zorg proef, alweer")
    assert care.phone("sanne").rings()


def test_words_to_follow_make_a_message_ours_that_does_not_name_us(care: Office) -> None:
    said = care.store.write(lambda tx: care.house.quiet.follow(tx, "karin", "#vrieskou 24 uur", Lang.NL))
    assert "#vrieskou" in said
    assert care.house.search_terms() == ("#vrieskou",)
    care.hears(_post(1, "Slechte zorg, die #vrieskou in het nieuws", care.clock.now()))
    assert len(care.store.read(reads.case_lines)) == 1
    refused = care.store.write(lambda tx: care.house.quiet.follow(tx, "sanne", "iets", Lang.NL))
    assert "Piket" in refused
    care.forward(hours=25)
    assert care.house.search_terms() == ()


def test_what_came_silently_at_night_comes_together_in_the_morning(office: Build) -> None:
    care = office(STORMY, at=datetime(2026, 3, 3, 1, 0, tzinfo=UTC))
    care.says("Ik heb een klacht over zorg proef en de telefoon")
    assert not any(phone.rings() for phone in care.phones.values())
    care.forward(hours=7)
    assert care.phone("sanne").rings()
    assert care.phone("sanne").shows("Goedemorgen")


def test_a_storm_is_summed_up_every_hour_in_one_message_and_asked_about_when_it_is_over(care: Office) -> None:
    storm(care, 40)
    care.phone("karin").presses("Ik pak dit op")
    care.house.desk.act(1, Pressed(Action.TAKE, "karin"))
    care.forward(hours=1, minutes=1)
    before = len(care.phone("karin").messages)
    assert any("Stand van storm 1" in m.text and m.silent for m in care.phone("karin").messages)
    care.forward(hours=2)
    sums = [m for m in care.phone("karin").messages if "Stand van storm 1" in m.text]
    assert len(sums) == 1
    assert before
    care.forward(hours=5)
    asked = next(m for m in care.phone("karin").messages if "lijkt voorbij" in m.text)
    care.phone("karin").presses("Ja, afsluiten", asked)
    assert care.case().case.state == "resolved"
    told = care.store.read(lambda tx: told_of(tx, 1, care.clock.now()))
    assert told is not None and told.first is not None and told.facts.mentions == 40
    assert care.store.read(lambda tx: told_of(tx, 9, care.clock.now())) is None
    care.forward(days=9)
    assert any("evaluatie" in m.text for m in care.phone("karin").messages)


def test_held_messages_go_out_once(care: Office) -> None:
    now = care.clock.now()
    assert care.store.read(lambda tx: bundles.held_cases(tx, "sanne")) == []
    assert care.store.read(lambda tx: cases.storms(tx)) == []
    assert care.store.read(lambda tx: quiet.standing_terms(tx, now)) == []
    assert now == MONDAY_TEN
