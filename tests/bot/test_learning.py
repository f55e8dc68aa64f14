"""Colleagues say what was right, false or missed; the house learns of it at night, and unlearns when told to."""

import asyncio
from dataclasses import replace

import msgspec
import pytest
import sqlalchemy as sa

from bot.app.orders import carry_out
from bot.app.service import Service
from bot.desk.learning import Came, Outcome
from bot.ports import Batch
from bot.rulebook import Rules
from bot.store import lessons, reads
from bot.store.schema import mentions, verdicts
from rules.judge import Judge
from rules.mention import Author, Kind, Mention, Via
from rules.text.learning import ENOUGH, Feedback
from tests.bot.office import Office, protocol_from
from tests.bot.protocol import CARE

DANGER = CARE.replace(
    "grouping:",
    "  - {id: gevaar, name: Gevaar, when: {danger: 0.6 or more}, level: serious, owner: webcare}\ngrouping:",
)
"""The same protocol with a rule on the learned signal."""

HOIST = (
    "De tillift op de gang doet het weer",
    "Onze tillift piept zo",
    "Is de tillift al nagekeken?",
    "Tillift nummer {n}",
)
GARDEN = ("Het gras in de tuin is hoog", "De tuin is nat", "Er is een tuin bij", "Tuin {n} is klein")


@pytest.fixture
def care(office) -> Office:
    """An organisation that wants to learn."""
    return office(DANGER, learning=True)


def heard(care: Office, text: str) -> int:
    """A mention that nobody's phone has to show; its number."""
    said = care.says(text)
    return care.store.read(lambda tx: tx.execute(_number(said)).scalar_one())


def _number(said: Mention) -> sa.Select[tuple[int]]:
    return sa.select(mentions.c.number).where(mentions.c.external_id == said.id)


def says(care: Office, count: int) -> None:
    """So many verdicts: the hoist should have alerted, the garden should not."""
    texts = [(HOIST if n % 2 else GARDEN)[n // 2 % 4].format(n=n) + f" ({n})" for n in range(count)]
    at = care.clock.now()
    said = [_comment(n, text, care) for n, text in enumerate(texts)]
    care.hears(*said)

    def work(tx) -> None:
        for n, one in enumerate(said):
            feedback = Feedback.MISSED if n % 2 else Feedback.FALSE_ALARM
            assert lessons.say(tx, tx.execute(_number(one)).scalar_one(), "sanne", feedback, at)

    care.store.write(work)


def _comment(number: int, text: str, care: Office) -> Mention:
    return Mention(
        id=f"v{number}",
        platform="facebook_page",
        kind=Kind.COMMENT,
        text=text,
        posted_at=care.clock.now(),
        author=Author(f"buur{number}"),
        via=Via.OWN_PAGE,
        lang="nl",
    )


def level(care: Office, text: str = "Alweer die tillift, hij hangt scheef") -> str:
    """How serious a message is that no rule knows a word of."""
    number = heard(care, text)
    return care.store.read(
        lambda tx: tx.execute(sa.select(mentions.c.level).where(mentions.c.number == number)).scalar_one()
    )


# --- saying it ------------------------------------------------------------------------------------------------


def test_a_false_alarm_is_kept_by_reference_and_stands_in_the_log(care: Office) -> None:
    care.says("Wat een slechte zorg, ik dien een klacht in")
    assert care.house.learning.say(1, "sanne", Feedback.FALSE_ALARM) == Came(Outcome.KEPT)
    assert care.log()[-1] == "verdict_false_alarm"
    row = care.store.read(lambda tx: tx.execute(sa.select(verdicts)).one())
    assert (row.mention, row.person, row.feedback, row.alerted) == (1, "sanne", "loos", True)
    assert set(row._fields) == {"mention", "person", "feedback", "alerted", "revision", "at"}
    assert care.case().case.state == "open"


def test_of_one_colleague_the_last_word_counts(care: Office) -> None:
    care.says("Wat een slechte zorg, ik dien een klacht in")
    care.house.learning.say(1, "sanne", Feedback.FALSE_ALARM)
    care.house.learning.say(1, "sanne", Feedback.RIGHT)
    care.house.learning.say(1, "karin", Feedback.RIGHT)
    assert care.store.read(lessons.tally) == {"klopt": 2}


@pytest.mark.parametrize("words", ["m1", "1", "HET RAAM  staat", "het raam staat al dagen open"])
def test_what_was_missed_is_found_by_id_number_or_words(care: Office, words: str) -> None:
    care.says('Het raam staat al dagen open, zei "zij"')
    care.says("Fijne middag gehad in Beukenhof")
    came = care.house.learning.missed(words, "sanne")
    assert (came.outcome, [one.number for one in came.found]) == (Outcome.KEPT, [1])
    assert care.store.read(lessons.tally) == {"had moeten alarmeren": 1}
    assert care.log(None)[-1] == "verdict_missed"


def test_what_cannot_be_found_is_not_guessed(care: Office) -> None:
    care.says("Het raam staat open")
    care.says("Het raam staat open bij mij", thread_id="t")
    care.says("Het raam van de bakker", via="search")
    missed = care.house.learning.missed
    assert missed("raam staat", "sanne").outcome is Outcome.SEVERAL
    assert missed("de deur", "sanne").outcome is Outcome.UNKNOWN
    assert missed("ra", "sanne").outcome is Outcome.UNKNOWN
    assert missed("?!?", "sanne").outcome is Outcome.UNKNOWN
    assert missed("bakker", "sanne").outcome is Outcome.NOT_ABOUT_US
    assert missed("m1", "niemand").outcome is Outcome.NOT_ALLOWED
    assert care.house.learning.say(9, "sanne", Feedback.RIGHT).outcome is Outcome.UNKNOWN
    assert care.house.learning.say(9, "niemand", Feedback.RIGHT).outcome is Outcome.NOT_ALLOWED
    assert care.store.read(lessons.tally) == {}


def test_who_did_not_ask_for_it_keeps_nothing_and_learns_nothing(office) -> None:
    care = office(DANGER)
    says(care, ENOUGH)
    learning = care.house.learning
    wishes = (learning.say(1, "sanne", Feedback.RIGHT), learning.missed("m1", "sanne"), learning.now(), learning.undo())
    assert {came.outcome for came in (*wishes, learning.nightly())} == {Outcome.OFF}
    assert not learning.refresh()
    assert level(care) == "routine"
    assert care.store.read(lessons.newest) is None


# --- learning -------------------------------------------------------------------------------------------------


def test_below_fifty_nothing_is_used(care: Office) -> None:
    says(care, ENOUGH - 1)
    assert care.house.learning.nightly() == Came(Outcome.TOO_FEW, verdicts=ENOUGH - 1)
    assert care.store.read(lessons.newest) is None
    assert level(care) == "routine"


def test_at_night_it_learns_and_in_the_morning_a_phone_rings(care: Office) -> None:
    says(care, ENOUGH)
    assert level(care) == "routine"
    assert care.house.learning.nightly() == Came(Outcome.LEARNED, 1, verdicts=ENOUGH)
    phone = care.phone("sanne")
    phone.fresh()
    assert level(care) == "serious"
    care.forward(seconds=10)
    assert phone.rings()
    assert "tillift" in care.store.read(lessons.active).weights
    assert care.house.learning.nightly() == Came(Outcome.SAME, 1, verdicts=ENOUGH)


def test_a_new_protocol_keeps_what_was_learned(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now()
    newer = protocol_from(DANGER.replace("2026-03", "2026-04"))
    care.rulebook.replace(Rules(newer, Judge(newer), 2))
    assert care.rulebook.current.protocol.version == "2026-04"
    assert level(care) == "serious"


def test_a_restart_and_another_node_take_up_what_is_in_force(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now()
    care.rulebook.teach(None)
    assert care.house.learning.refresh()
    assert not care.house.learning.refresh()
    assert level(care) == "serious"


# --- taking it back -------------------------------------------------------------------------------------------


def test_undo_restores_what_was_and_the_night_does_not_bring_it_back(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now("karin")
    assert care.house.learning.undo("karin") == Came(Outcome.UNDONE, undone=1)
    assert level(care) == "routine"
    assert care.house.learning.nightly() == Came(Outcome.PAUSED)
    assert level(care, "Die tillift alweer") == "routine"
    assert care.house.learning.undo() == Came(Outcome.NOTHING)
    assert care.house.learning.now("karin").version == 2
    assert level(care, "En weer die tillift") == "serious"


def test_undo_puts_the_version_before_in_force(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now()
    first = care.rulebook.learned
    heard(care, "Er zit een kraan los")
    care.house.learning.missed("kraan los", "karin")
    assert care.house.learning.now().version == 2
    assert care.house.learning.undo("karin") == Came(Outcome.UNDONE, 1, 2)
    assert care.rulebook.learned == first
    undone = care.store.read(lambda tx: lessons.version(tx, 2))
    assert (undone.state, undone.undone_by, undone.undone_at) == ("undone", "karin", care.clock.now())


def test_an_example_goes_with_its_mention(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now()
    care.store.write(lambda tx: tx.execute(mentions.delete().where(mentions.c.number <= 2)))
    assert sum(care.store.read(lessons.tally).values()) == ENOUGH - 2
    assert care.house.learning.now() == Came(Outcome.TOO_FEW, 2, verdicts=ENOUGH - 2)
    assert level(care) == "routine"


def test_a_verdict_is_about_the_text_as_it_was(care: Office) -> None:
    said = care.says("Wat een slechte zorg, ik dien een klacht in")
    care.house.learning.say(1, "sanne", Feedback.RIGHT)
    care.house.ingest.keep("test", Batch([_edited(said)], ""))
    care.settle()
    (example,) = care.store.read(lessons.examples)
    assert example.mention.text == said.text


def _edited(said: Mention) -> Mention:
    return msgspec.structs.replace(said, text="Excuus, het is opgelost")


def test_only_the_last_versions_are_kept(care: Office) -> None:
    says(care, ENOUGH)
    care.house.learning.now()
    learned = care.rulebook.learned

    def many(tx) -> int:
        for number in range(2, lessons.KEPT + 5):
            lessons.add(tx, replace(learned, version=number), "", care.clock.now())
        return tx.execute(sa.text("select count(*) from lessons")).scalar_one()

    assert care.store.write(many) == lessons.KEPT


# --- the service and the command line -------------------------------------------------------------------------


def test_the_service_learns_at_night_on_the_organisations_clock(office) -> None:
    def jobs(learning: bool) -> list[str]:
        service = Service(office(DANGER, learning=learning).house, api=None)

        async def scheduled() -> list[str]:
            scheduler = service._schedule()
            try:
                return [
                    str(job.trigger) + str(job.trigger.timezone)
                    for job in scheduler.get_jobs()
                    if "hour" in str(job.trigger)
                ]
            finally:
                scheduler.shutdown(wait=False)

        return asyncio.run(scheduled())

    assert jobs(False) == []
    assert jobs(True) == ["cron[hour='3', minute='40']Europe/Amsterdam"]


def test_a_night_that_fails_changes_nothing_and_stops_nothing(care: Office, monkeypatch) -> None:
    def broken() -> Came:
        raise OSError("disk")

    monkeypatch.setattr(care.house.learning, "nightly", broken)
    asyncio.run(Service(care.house, api=None)._learn())
    assert level(care) == "routine"


def ask(care: Office, **order: object) -> str:
    answer = carry_out(care.house, order)
    assert answer["good"] is (answer["code"] in ("kept", "learned", "same", "undone"))
    return answer["text"]


def test_every_answer_says_what_came_of_it(care: Office) -> None:
    says(care, ENOUGH - 2)
    care.says("Dat is een klacht waard", thread_id="klacht")
    last = max(line.id for line in care.store.read(_lines))
    assert ask(care, do="learn") == "Er zijn 48 oordelen; er wordt pas iets gebruikt vanaf 50, van beide soorten."
    assert ask(care, do="verdict", case=last, feedback="klopt", by="karin") == "Bewaard. Vannacht leert seintje ervan."
    assert ask(care, do="verdict", case=last, feedback="loos", by="weg") == "weg staat niet in het protocol."
    assert ask(care, do="missed", words="(1)", by="sanne").startswith("Zo'n zaak of bericht")
    assert ask(care, do="missed", words="de tillift", by="sanne").splitlines()[0].startswith("Er zijn meer")
    heard(care, "De kraan zit los")
    assert ask(care, do="missed", words="kraan zit", by="sanne").splitlines()[1].endswith("De kraan zit los")
    assert ask(care, do="learn", lang="en").startswith("Learned from 50 verdicts: version 1 is in force")
    assert ask(care, do="learn") == "Er is niets nieuws geleerd uit 50 oordelen."
    assert ask(care, do="unlearn", by="sanne").startswith("Versie 1 is teruggedraaid; er wordt nu niets")
    assert ask(care, do="unlearn", by="sanne") == "Er is niets geleerd dat teruggedraaid kan worden."


def _lines(tx):
    return reads.case_lines(tx, only_open=False)


# --- one mention, by a button or on a page -----------------------------------------------------------------------


def test_a_message_nobody_was_told_of_can_be_called_missed(care: Office) -> None:
    number = heard(care, "De tillift hangt scheef")
    [passed] = care.house.learning.unheard("sanne")
    assert (passed.number, passed.text, passed.said) == (number, "De tillift hangt scheef", None)
    assert care.house.learning.of_mention(number, "sanne", Feedback.MISSED) == Came(Outcome.KEPT)
    [passed] = care.house.learning.unheard("sanne")
    assert passed.said is Feedback.MISSED
    assert care.house.learning.unheard("karin")[0].said is None
    assert care.store.read(lessons.tally) == {"had moeten alarmeren": 1}


def test_a_verdict_on_a_message_of_a_case_stands_in_its_log(care: Office) -> None:
    care.says("Wat een slechte zorg, ik dien een klacht in")
    assert care.house.learning.unheard("sanne") == ()
    assert care.house.learning.of_mention(1, "sanne", Feedback.FALSE_ALARM) == Came(Outcome.KEPT)
    assert care.log()[-1] == "verdict_false_alarm"


def test_a_verdict_that_cannot_be_kept_says_why(care: Office, office) -> None:
    learning = care.house.learning
    assert learning.of_mention(99, "sanne", Feedback.MISSED) == Came(Outcome.UNKNOWN)
    assert learning.of_mention(99, "niemand", Feedback.MISSED) == Came(Outcome.NOT_ALLOWED)
    elsewhere = _comment(1, "Lekker weer vandaag", care)
    care.hears(replace_via(elsewhere))
    found = learning.of_mention(1, "sanne", Feedback.MISSED)
    assert found.outcome is Outcome.NOT_ABOUT_US and found.found[0].text == "Lekker weer vandaag"


def replace_via(said: Mention) -> Mention:
    return msgspec.structs.replace(said, via=Via.SEARCH)


def test_nothing_is_shown_or_kept_where_nobody_learns(office) -> None:
    learning = office(DANGER, learning=False).house.learning
    assert learning.unheard("sanne") == ()
    assert learning.of_mention(1, "sanne", Feedback.MISSED) == Came(Outcome.OFF)
