"""Two versions beside each other: what differs, by which rule, for whom, and whether there was anything to judge."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from rules.explain.backtest import Backtest, backtest_json, backtest_lines
from rules.explain.broken import broken_test
from rules.explain.changes import Trouble, change_lines, choice_answer, waiting_line
from rules.i18n import Lang
from rules.judge import Judge
from rules.judge.compare import (
    Burden,
    Differently,
    broad,
    burdens,
    coverage,
    differently,
    extra_nights,
    is_night,
    shifts,
)
from rules.judge.examples import run
from rules.judge.history import History
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.diff import diff
from rules.protocol.read import read
from rules.protocol.versions import Answer, Proposal, State
from tests.bot.protocol import CARE

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def judge_of(*changes: tuple[str, str], text: str = CARE) -> Judge:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    reading = read({"protocol.yaml": text})
    assert reading.protocol is not None, reading.problems
    return Judge(reading.protocol, opinion=None)  # only what the rules say


def mention(text: str, at: datetime = MONDAY, platform: str = "x", via: Via = Via.OWN_PAGE, **more) -> Mention:
    known = {"id": text[:8], "kind": Kind.POST, "author": Author("noor"), "lang": "nl"}
    return Mention(**{**known, "platform": platform, "text": text, "posted_at": at, "via": via, **more})


OLD = judge_of()
LOUDER = judge_of(("category: complaint\n    level: attention", "category: complaint\n    level: serious"))
COMPLAINT = mention("Slechte zorg in Beukenhof")


def difference(new: Judge, one: Mention = COMPLAINT, old: Judge = OLD) -> Differently | None:
    return differently(one, old.judge(one), new.judge(one))


def test_a_rule_that_became_louder_is_named():
    found = difference(LOUDER)
    assert found is not None and (found.what, found.rules) == (("level",), ("klacht",))
    assert difference(judge_of()) is None


def test_a_rule_that_is_gone_is_named():
    found = difference(
        judge_of(("complaint: {words: [klacht*, niet teruggebeld, slechte zorg]}", "complaint: {words: [klacht*]}"))
    )
    assert found is not None and found.rules == ("klacht",)
    assert set(found.what) == {"level", "category", "owner"}
    assert found.after.level_number < found.before.level_number


def test_case_49_only_a_rule_that_matches_nearly_everything_since_this_change_is_broad():
    many = [mention(f"Mooie dag in Beukenhof, nummer {n}") for n in range(30)]
    wide = judge_of(("complaint: {words: [klacht*", "complaint: {words: [beukenhof, klacht*"))
    [found] = broad(many, wide, OLD)
    assert (found.rule, found.count, found.total) == ("klacht", 30, 30)
    assert broad(many, wide, wide) == ()
    assert broad(many[:19], wide, OLD) == ()
    assert broad(many, OLD, OLD) == ()


def test_case_49_where_the_old_version_heard_nothing_about_us_a_wide_rule_is_still_told():
    many = [mention(f"Nieuwe naam, nummer {n}", via=Via.SEARCH) for n in range(30)]
    wide = judge_of(
        ("aliases: [zorg proef]", "aliases: [zorg proef, nieuwe naam]"), ("words: [klacht*", "words: [nummer, klacht*")
    )
    assert [one.rule for one in broad(many, wide, OLD)] == ["klacht"]


@pytest.mark.parametrize(("hour", "night"), [(22, False), (23, True), (3, True), (6, True), (7, False), (12, False)])
def test_the_night_is_local(hour: int, night: bool):
    assert is_night(datetime(2026, 7, 1, hour, 30, tzinfo=ZONE).astimezone(UTC), ZONE) is night


def test_extra_nights_of_one_are_not_made_good_by_another_who_sleeps():
    night = MONDAY + timedelta(hours=17)
    before = burdens([("karin", night), ("joost", MONDAY)], ZONE)
    after = burdens([("joost", night), ("joost", MONDAY), ("joost", night)], ZONE)
    assert before == {"karin": Burden(1, 1), "joost": Burden(1, 0)}
    found = shifts(before, after)
    assert [(one.person, one.extra, one.extra_night) for one in found] == [("joost", 2, 2), ("karin", -1, -1)]
    assert extra_nights(found) == 2


def test_coverage_a_zero_is_not_peace():
    heard = [mention("a", MONDAY), mention("b", MONDAY + timedelta(days=3)), mention("c", MONDAY, platform="news")]
    found = {one.platform: one for one in coverage(heard, ["x", "instagram"], ZONE)}
    assert found["x"].missing == (date(2026, 3, 3), date(2026, 3, 4))
    assert found["news"].mentions == 1 and len(found["news"].missing) == 3
    assert found["instagram"].mentions == 0
    assert coverage([], ["x"], ZONE)[0].missing == ()


def backtest(mentions: list[Mention], new: Judge) -> Backtest:
    changed = tuple(d for m in mentions if (d := difference(new, m)) is not None)
    night = MONDAY + timedelta(hours=17)
    rung = shifts({}, burdens([("karin", night)], ZONE)) if changed else ()
    return Backtest(OLD.protocol, new.protocol, len(mentions), changed, rung, coverage(mentions, ["x", "news"], ZONE))


def test_the_report_reads_as_plain_dutch():
    found = backtest(
        [COMPLAINT, mention("Fijn", MONDAY + timedelta(days=3)), mention("Ook", MONDAY + timedelta(days=5))], LOUDER
    )
    assert backtest_lines(found, Lang.NL) == [
        "Nagespeeld: 3 berichten.",
        "  X: 3; geen gegevens op 3 mrt–4 mrt, 6 mrt.",
        "  Geen enkel bericht van nieuws: daarover zegt dit niets.",
        "",
        "1 bericht wordt anders beoordeeld (1 hoger, 0 lager):",
        "  Aandacht → Ernstig  “Slechte zorg in Beukenhof”",
        "    door regel ‘Klacht’ (regel 70)",
        "",
        "Telefoons die gaan (’s nachts: 23–7 uur):",
        "  Karin Postma: +1 (0 → 1), ’s nachts +1 (0 → 1)",
        "Samen +1 seintjes met geluid; 1 keer extra wakker.",
    ]
    events = [line["event"] for line in backtest_json(found)]
    assert events == ["coverage", "coverage", "changed", "person", "summary"]
    assert "  … and 1 more; all of them with --json." in backtest_lines(found, Lang.EN, shown=0)


def test_what_changes_in_the_same_way_is_told_together():
    many = [mention(f"Slechte zorg in Beukenhof, keer {number}", MONDAY) for number in range(5)]
    lines = backtest_lines(backtest(many, LOUDER), Lang.NL)
    at = lines.index("  Aandacht → Ernstig: 5 berichten")
    assert lines[at + 1 : at + 6] == [
        "    door regel ‘Klacht’ (regel 70)",
        "    “Slechte zorg in Beukenhof, keer 0”",
        "    “Slechte zorg in Beukenhof, keer 1”",
        "    “Slechte zorg in Beukenhof, keer 2”",
        "    … en nog 2",
    ]
    two = backtest_lines(backtest(many[:2], LOUDER), Lang.NL)
    assert "  Aandacht → Ernstig: 2 berichten" in two and not any("nog" in line for line in two)


def test_the_report_of_no_mentions_and_of_no_difference_says_so():
    assert "dit zegt dus niets" in backtest_lines(backtest([], LOUDER), Lang.NL)[0]
    same = backtest_lines(backtest([COMPLAINT], judge_of()), Lang.NL)
    assert "Elk bericht wordt hetzelfde beoordeeld." in same
    assert "  X: 1, elke dag iets." in same and same[-1] == "Niemands telefoon gaat vaker of minder vaak."


def test_the_report_names_what_is_gone_and_what_is_no_rule():
    gone = judge_of((CARE[CARE.index("  - id: klacht") : CARE.index("grouping:")], ""))
    lines = backtest_lines(backtest([COMPLAINT], gone), Lang.NL)
    assert "    door regel ‘Klacht’, die er niet meer is" in lines
    assert any("Klacht → niets" in line for line in lines)
    search = mention("slechte zorg bij zorg proef", via=Via.SEARCH)
    renamed = judge_of(("aliases: [zorg proef]", "aliases: [zorgproef]"), ("name: Zorg Proef", "name: Zorgproef"))
    found = backtest([search], renamed)
    assert any("of het over ons gaat" in line for line in backtest_lines(found, Lang.NL))


# --- a failing test -------------------------------------------------------------------------------------------

EXCEPT = ("slechte zorg]}", "slechte zorg], except: [klachtenvrij]}")


def failing(text: str, expect: str, *changes: tuple[str, str], before: tuple[tuple[str, str], ...] = ()) -> str:
    whole = f'{CARE}tests:\n  - {{text: "{text}", sentiment: neutral, expect: {expect}}}\n'
    new, old = judge_of(*changes, text=whole), judge_of(*before, text=whole)
    report = run(new.protocol, new)
    assert not report.passed
    return Trouble((), report, new, old).lines(Lang.NL)[0]


def test_message_25_names_word_line_and_the_exception_that_is_gone():
    said = failing("Klachtenvrij bij zorg proef", "{level: routine}", before=(EXCEPT,))
    assert said == (
        "Test 1 klopt niet meer: “Klachtenvrij bij zorg proef” werd Dagelijks, wordt nu Aandacht. "
        "Oorzaak: ‘klacht*’ in onderwerp complaint (regel 49), uitzondering klachtenvrij is verdwenen."
    )


def test_message_25_names_a_rule_that_is_gone_and_a_rule_without_words():
    gone = failing(
        "slechte zorg van zorg proef", "{level: attention}", ("klacht*, niet teruggebeld, slechte zorg", "klacht*")
    )
    assert "regel ‘Klacht’ is verdwenen of anders" in gone
    toned = failing("gewoon zorg proef", "{level: routine}", ("when: {topic: complaint}", "when: {sentiment: neutral}"))
    assert "Oorzaak: regel ‘Klacht’ (regel 70)." in toned


def test_message_25_without_another_level_tells_what_was_expected():
    assert "Verwacht: eigenaar duty" in failing("slechte zorg van zorg proef", "{owner: duty}")
    assert "Verwacht: niveau Crisis" in failing("slechte zorg van zorg proef " + "x" * 80, "{level: crisis}")


def test_message_25_of_a_first_version_has_nothing_to_compare_with():
    judge = judge_of(text=f'{CARE}tests:\n  - {{text: "zorg proef", expect: {{level: crisis}}}}\n')
    [outcome] = run(judge.protocol, judge).outcomes
    assert "Verwacht: niveau Crisis" in broken_test(outcome, judge, None, Lang.NL)


# --- words about a version --------------------------------------------------------------------------------------


def test_case_24_nobody_accepts_their_own_change():
    both = judge_of(("owner: karin\n", "owner: karin\napproved_by: [marleen, joost]\n")).protocol
    said = choice_answer(Answer.OWN, 2, Proposal(State.PROPOSED, "karin"), both, "karin", Lang.NL)
    assert said == (
        "Deze wijziging is van Karin Postma en wacht op akkoord van Marleen van Osterwijk of Joost Verhaar. "
        "Karin kan de eigen wijziging niet goedkeuren."
    )
    alone = judge_of(("owner: karin\n", "owner: karin\napproved_by: [karin]\n")).protocol
    waits = Proposal(State.PROPOSED, "karin")
    assert "--alone" in choice_answer(Answer.OWN, 2, waits, alone, "karin", Lang.NL, length=1000)
    assert "niemand anders die akkoord mag geven" in waiting_line(waits, alone, Lang.NL)
    assert waiting_line(Proposal(State.PROPOSED), both, Lang.EN).startswith(
        "This change waits for a yes of Karin Postma, "
    )


def test_the_changes_are_counted_when_there_are_many():
    changes = diff(OLD.protocol, LOUDER.protocol)
    assert change_lines(changes, Lang.NL) == ["Regel “klacht”: niveau van Aandacht naar Ernstig."]
    assert change_lines(changes * 3, Lang.NL, limit=1)[-1] == "En nog 2 wijzigingen."
    assert "Alleen opmerkingen" in change_lines((), Lang.NL)[0]
    assert change_lines(None, Lang.NL) == ["Er is geen vorige versie om mee te vergelijken."]


def test_what_came_before_in_the_thread_counts():
    memory = History(OLD)
    first = mention("Wat vinden jullie van zorg proef?", via=Via.SEARCH, thread_id="t")
    assert memory.judge(first).about_us
    assert memory.judge(mention("Heel slechte zorg", via=Via.SEARCH, thread_id="t")).about_us
    assert not memory.judge(mention("Heel slechte zorg", via=Via.SEARCH, thread_id="u")).about_us


POINTS = ("grouping:", "  - {id: sum, name: Som, when: {topic: complaint}, points: 4}\ngrouping:")
PLAIN = ("category: complaint\n    level: attention", "category: complaint\n    level: routine")
LOWER = ("push: office_hours, points: 5", "push: office_hours, points: 4")


def test_a_difference_by_the_points_table_names_no_rule():
    before, after = judge_of(POINTS, PLAIN), judge_of(POINTS, PLAIN, LOWER)
    found = difference(after, COMPLAINT, before)
    assert found is not None and found.rules == ()
    report = Backtest(before.protocol, after.protocol, 1, (found,), (), coverage([COMPLAINT], ["x"], ZONE))
    assert not any("door" in line for line in backtest_lines(report, Lang.NL))


def test_message_25_by_the_points_table_a_new_topic_and_an_exception_that_had_nothing_to_do_with_it():
    said = failing("slechte zorg bij zorg proef", "{level: routine}", POINTS, PLAIN, LOWER, before=(PLAIN,))
    assert "‘slechte zorg’ in onderwerp complaint" in said
    new = ("topics:\n", "topics:\n  smell: {words: [stank]}\n")
    rule = (
        "grouping:",
        "  - {id: smell, name: Stank, when: {topic: smell}, level: serious, owner: webcare}\ngrouping:",
    )
    said = failing("stank en een klacht bij zorg proef", "{level: attention}", new, rule, before=(EXCEPT,))
    assert "‘stank’ in onderwerp smell" in said and "uitzondering" not in said


def test_history_remembers_authors_and_threads_where_the_protocol_looks_at_them():
    rules = (
        "  - {id: third, name: Derde, when: {author_history: {negative: 2 or more, within: 14 days}}, points: 1}\n"
        "  - {id: grows, name: Groeit, when: {thread: {replies: 2 or more, within: 1 hour}}, points: 1}\ngrouping:"
    )
    judge = judge_of(("grouping:", rules))
    assert judge.needs_author_history and judge.needs_thread
    memory = History(judge)
    said = [memory.judge(mention(f"Slechte zorg, echt heel slecht {n}", thread_id="t")) for n in range(4)]
    assert "third" in said[-1].rules and "grows" in said[-1].rules and "third" not in said[0].rules
