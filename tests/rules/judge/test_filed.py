"""Rules under their keys, asked in bunches: the same fire as when each is asked by itself."""

from hypothesis import given, settings

from rules.judge import Context, Judge
from rules.judge.compiled import Filed
from rules.mention import Mention
from rules.protocol.model import AllOf, NothingElse, OneOf, Protocol, Rule
from rules.text.values import Sentiment
from tests.laws import examples
from tests.rules.judge.make import mention, protocol
from tests.rules.judge.test_law import CONTEXTS, DOCUMENTS, MENTIONS


def one_by_one(filed: Filed, judge: Judge, said: Mention, context: Context) -> list[str]:
    """Every rule asked, then those for when nothing else fits."""
    facts = judge.facts(said, context)
    fired = [one for one in filed.all if not one.last and one.holds(facts)]
    if not any(one.names_category for one in fired):
        fired += [one for one in filed.all if one.last and one.holds(facts)]
    return [one.rule.id for one in sorted(fired, key=lambda one: one.order)]


@settings(max_examples=examples(150), deadline=None)
@given(DOCUMENTS, MENTIONS, CONTEXTS)
def test_filed_rules_fire_as_if_asked_one_by_one(document: Protocol, said: Mention, context: Context) -> None:
    judge, filed = Judge(document), Filed(document)
    assert [one.rule.id for one in filed.fired(judge.facts(said, context))] == one_by_one(filed, judge, said, context)


def test_what_the_key_says_is_not_asked_again_and_what_is_the_same_is_asked_once() -> None:
    negative, elsewhere = OneOf("sentiment", ("negative",)), OneOf("platform", ("x",))
    rules = [
        Rule("both", "", AllOf((elsewhere, negative)), points=1),
        Rule("also", "", AllOf((elsewhere, negative)), points=1),
        Rule("calm", "", AllOf((elsewhere,)), AllOf((negative,)), points=1),
        Rule("twice", "", AllOf((elsewhere, elsewhere)), points=1),
        Rule("net", "", AllOf((negative, NothingElse())), points=1),
    ]
    document = protocol(rules, [])
    asked: list[str] = []
    plain = Judge(document)

    def heard(text: str, lang: str, words: object) -> Sentiment:
        asked.append(text)
        return plain.tone(mention(text))

    judge = Judge(document, tone=heard)
    fired = [rule.id for rule in judge.fired(judge.facts(mention("Vreselijk, wat een slechte zorg!", platform="x")))]
    assert fired == ["both", "also", "twice", "net"]
    assert len(asked) == 1
