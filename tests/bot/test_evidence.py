"""Evidence without an action: what was said, by whom, when and where, kept by one press; once, logged, and not for ever."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import msgspec

from bot.acting.evidence import MARK, hash_of, keep
from bot.app.keeping import erase
from bot.store import Tx, acting, cases, keeping
from bot.store.acting import Measure
from rules.case.actions import Keeping
from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.bot.public import PUBLIC
from tests.bot.test_choosing import choose, more_of_it

Build = Callable[..., Office]
NEGLECT = "Mijn moeder ligt al uren in haar eigen plas in Beukenhof!!"
THREAT = "Ik weet je te vinden, Zorg Proef."


def kept(care: Office) -> list[Measure]:
    return care.store.read(acting.register)


def of(care: Office, case: int, mention: int) -> Keeping:
    """Keep one message of a case."""

    def write(tx: Tx) -> Keeping:
        found = cases.peek(tx, case)
        assert found is not None
        return keep(tx, care.rulebook.current.protocol, found[0], mention, "sanne", care.clock.now()).kept

    return care.store.write(write)


def keeps(care: Office, person: str = "sanne") -> str:
    """Press it behind *Meer…*; what the phone says."""
    phone = care.phone(person)
    if "Meer…" in phone.buttons:
        phone.presses("Meer…")
    return phone.presses("Bewijs bewaren")


def test_a_press_keeps_text_author_time_link_and_hash_and_the_log_says_who(office: Build) -> None:
    care = office(CARE)
    said = care.says(NEGLECT, author="anna", url="https://facebook.test/m1")
    care.forward(seconds=5)
    toast = keeps(care)
    (one,) = kept(care)
    assert (one.words, one.author, one.url, one.posted_at) == (NEGLECT, "anna", said.url, said.posted_at)
    proof = "\0".join((NEGLECT, "anna", said.posted_at.isoformat(), "https://facebook.test/m1"))
    assert one.hash == hash_of(said) == hashlib.sha256(proof.encode()).hexdigest()
    assert f"vingerafdruk {one.hash[:MARK]}" in toast and len(toast) <= 200
    assert (one.by, one.verb, one.draft, one.done_at) == ("sanne", "evidence", None, one.kept_at)
    (line,) = [line for line in care.case().log if line.what == "evidence_kept"]
    assert (line.who, line.detail) == ("sanne", one.hash[:MARK])
    assert care.case().case.state == "open", "it is nobody's case because of that"


def test_the_same_is_kept_once_and_what_its_author_changed_again(office: Build) -> None:
    care = office(CARE)
    said = care.says(NEGLECT)
    care.forward(seconds=5)
    keeps(care)
    assert keeps(care, "imran").startswith("Dit bericht was zo al bewaard") and len(kept(care)) == 1
    care.hears(msgspec.structs.replace(said, text="Mijn moeder ligt al uren te wachten in Beukenhof!!"))
    care.forward(minutes=2)
    assert keeps(care).startswith("Bewaard")
    assert [one.words[:24] for one in kept(care)] == ["Mijn moeder ligt al uren", "Mijn moeder ligt al uren"]
    assert len({one.hash for one in kept(care)}) == 2


def test_one_of_many_messages_is_kept(office: Build) -> None:
    care = office(CARE)
    care.says(NEGLECT, thread_id="t")
    more_of_it(care, 3)
    choose(care)
    sanne = care.phone("sanne")
    sanne.presses("2")
    assert sanne.presses("Bewijs bewaren").startswith("Bewaard")
    (one,) = kept(care)
    assert one.mention == 3 and "nummer 3" in one.words


def test_it_is_kept_as_long_as_the_house_rule_says_and_goes_when_its_author_asks(office: Build) -> None:
    care = office(PUBLIC)
    care.says(THREAT, author="jan")
    care.says(NEGLECT, author="anna")
    care.forward(seconds=5)
    assert of(care, 1, 1) is of(care, 2, 2) is Keeping.KEPT
    threat = next(one for one in kept(care) if one.author == "jan")
    assert threat.keep_until == threat.kept_at + timedelta(days=365)
    later = care.clock.now() + timedelta(days=366)
    care.store.write(lambda tx: keeping.forget_evidence(tx, {}, later))
    assert {one.author: bool(one.words) for one in kept(care)} == {"": False, "anna": True}
    answer = erase(care.house, {"author": "anna", "platform": "", "by": "karin"})
    assert answer["mentions"] == 1
    assert [one.words for one in kept(care)] == ["", ""] and all(one.hash for one in kept(care)), "the hash stays"


def test_of_what_is_not_here_any_more_nothing_is_kept(office: Build) -> None:
    care = office(CARE)
    care.says(NEGLECT, thread_id="t", author="anna")
    care.says("Ook wij wachten al uren in Beukenhof", thread_id="t")
    care.says("Een heel andere slechte zorg in Zorg Proef, ik dien een klacht in")
    care.forward(seconds=5)
    assert of(care, 1, 3) is Keeping.NOTHING and of(care, 1, 99) is Keeping.NOTHING, "of another case, of none"
    erase(care.house, {"author": "anna", "platform": ""})
    care.store.write(lambda tx: keeping.forget_mentions(tx, [2], care.clock.now()))
    assert of(care, 1, 2) is Keeping.NOTHING and kept(care) == []
