"""A drill by other ways than Telegram: marked there too, taken by the link of the mail, and nobody is rung unless asked for."""

import re

from bot.app.drill.links import DrillLinks
from bot.app.drill.plan import Plan
from bot.app.links import StoreLinks
from bot.signed.links import Wrong
from bot.store import people, reads
from rules.case.model import Reply
from rules.i18n import Lang
from tests.bot.office import MONDAY_TEN, PAGES
from tests.bot.test_drill import DRILL, SCRIPT, practice  # noqa: F401 - a fixture
from tests.bot.test_officer import Voice

CALLING = DRILL.replace(
    "{after: 15 minutes, notify: spokesperson}", "{after: 5 minutes, notify: owner, call: true}"
).replace("mail: secret:MAIL_SANNE", "mail: secret:MAIL_SANNE, phone: secret:MAIL_SANNE")


def by_mail(play, person: str) -> None:
    """This person has no phone with Telegram."""
    play.care.store.write(lambda tx: people.unpair(tx, person))


def test_whoever_is_reached_by_mail_hears_it_there_and_takes_the_practice_case_by_its_link(practice):  # noqa: F811
    play = practice(mail=True)
    care = play.care
    for person in care.phones:
        by_mail(play, person)
    assert play.master.start(SCRIPT, ["sanne", "karin"], "karin") is None
    play.forward(20)
    mails = care.mailbox("sanne")
    assert [mail.subject.startswith("OEFENING") for mail in mails] == [True] * len(mails)
    assert "begint een oefening" in mails[0].text
    assert care.mailbox("imran") == []  # webcare as well, but not in this drill
    found = re.search(PAGES + r"/op/([A-Za-z0-9_-]+)", mails[-1].text)
    assert found, mails[-1].text
    assert "/cases/" not in mails[-1].text  # the pages show real cases only
    links = DrillLinks(StoreLinks(care.house, lambda: None), play.master, lambda: None)
    run = care.loop.run_until_complete
    offered = run(links.look(found[1], Lang.NL))
    assert not isinstance(offered, Wrong)
    assert offered.lines[0].startswith("OEFENING")
    taken = run(links.take(found[1]))
    assert not isinstance(taken, Wrong)
    assert (taken[0], taken[1].reply) == (0, Reply.TAKEN)
    assert run(links.look("forged", Lang.NL)) is Wrong.FORGED
    assert run(links.take("forged")) is Wrong.FORGED
    assert care.store.read(lambda tx: reads.case_lines(tx)) == []
    play.master.stop("karin")
    play.forward(10)
    assert "• opgepakt door Sanne de Wit na " in care.mailbox("sanne")[-1].text
    assert run(links.look(found[1], Lang.NL)) is Wrong.FORGED  # the drill is over


def test_a_voice_rings_in_a_drill_only_when_that_was_asked_for(practice):  # noqa: F811
    assert "call: true" in CALLING
    voice = Voice()
    play = practice(CALLING, mail=True, voice=voice)
    assert play.master.start(SCRIPT, ["sanne", "imran"], "karin") is None
    play.forward(8 * 60, step=20)
    assert len(play.texts("sanne")) > 2  # told again
    assert voice.rang == []
    play.master.stop("karin")
    play.forward(10)
    assert play.master.start(SCRIPT, ["sanne", "imran"], "karin", calls=True) is None
    play.forward(8 * 60, step=20)
    assert voice.rang
    assert all(said.startswith("OEFENING") for _, said in voice.rang)


def test_a_drill_that_rings_still_does_after_a_restart(tmp_path):
    plan = Plan("karin", ("sanne",), MONDAY_TEN, calls=True)
    plan.save(tmp_path)
    assert Plan.load(tmp_path) == plan
