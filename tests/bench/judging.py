"""What a judgement costs: goals G1, G2, G4 and G12, as ratios of CPU time within this process.

``python -m tests.bench judge`` prints a line per goal. The unit is one call of vaderSentiment on the same text,
measured in turns with what it is held against; the medians of the rounds are compared.
"""

import importlib.util
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.judge import Context, Judge
from rules.judge.facts import Facts, fixed_tone
from rules.mention import Mention
from rules.protocol.model import AllOf, Bound, Compare, Level, OneOf, Organisation, Protocol, Rule, Topic, Within
from tests.bench.measure import Goal, Plan, turns
from tests.rules.judge.naive import Naive

POSTS = 3000
ABOUT_US, RULE_WORDS = 0.01, 0.03
"""Of a public stream: the share of posts that name us, and the share that only hold a word of the rules."""
FILLER = (
    "ik je het de een en van in op met maar ook nog wel niet dat die dit zo er was is heeft heb gaat ging komt weer vandaag",
    "morgen gisteren straks huis straat fiets trein werk koffie regen zon weekend buurt winkel voetbal muziek film boek hond",
    "kat kinderen school vrienden eten lekker leuk mooi goed slecht druk moe blij benieuwd iemand niemand alles niets beetje",
    "veel weinig altijd nooit soms misschien gewoon eigenlijk natuurlijk café zoë één 😂 🌧️ haha nieuws politiek gemeente",
)
SYLLABLES = ("ba", "de", "ki", "lo", "mu", "pra", "ste", "vri", "zon", "kel", "tor", "wij", "gan", "hef", "nut", "ros")
NOW = datetime(2026, 3, 6, 12, tzinfo=UTC)
ENOUGH = Context(sentiment=fixed_tone("negative"), danger=0.0)


def terms(count: int) -> list[str]:
    """Invented words and phrases, every sixth with a ``*``; the same every time."""
    chance = random.Random(5)
    made: dict[str, None] = {}
    while len(made) < count:
        words = ["".join(chance.choices(SYLLABLES, k=3)) for _ in range(chance.choice((1, 1, 1, 2)))]
        made[" ".join(words) + ("*" if len(made) % 6 == 0 else "")] = None
    return list(made)


def document(rules: int, count: int) -> Protocol:
    """A protocol with so many rules and terms: three or so terms to a topic, a topic or two to a rule."""
    chance = random.Random(11)
    written = terms(count)
    topics = {f"t{n}": Topic(f"t{n}", tuple(written[n :: max(count // 3, 1)])) for n in range(max(count // 3, 1))}
    levels = [Level("noise", 0, "Ruis"), Level("routine", 1, "Dagelijks"), Level("attention", 2, "Aandacht", points=5)]
    levels += [Level("serious", 3, "Ernstig", points=9), Level("crisis", 4, "Crisis")]
    return Protocol(
        "Meting",
        "1",
        Organisation(
            "Zorggroep De Esdoorn", ZoneInfo("Europe/Amsterdam"), ("esdoorn",), ("camping de esdoorn",), ("zorg*",)
        ),
        {level.id: level for level in levels},
        topics=topics,
        rules=tuple(_rule(number, list(topics), chance) for number in range(rules)),
    )


def _rule(number: int, topics: list[str], chance: random.Random) -> Rule:
    conditions: list[Any] = [OneOf("topic", tuple(chance.choices(topics, k=chance.choice((1, 2)))))]
    if number % 10 < 6:
        conditions.append(OneOf("sentiment", ("negative",)))
    if number % 9 == 0:
        conditions.append(Within("reach", Bound(Compare.AT_LEAST, 1000)))
    level = chance.choice((None, "routine", "attention", "serious"))
    return Rule(f"r{number}", f"Regel {number}", AllOf(tuple(conditions)), level=level, points=chance.choice((0, 1, 2)))


def stream(count: int, words: list[str], about_us: float = ABOUT_US) -> list[bytes]:
    """Posts as they come off a socket; some name us, and those use the words of the rules."""
    chance = random.Random(3)
    filler = [word for line in FILLER for word in line.split()]
    weights = [1 / (rank + 1) for rank in range(len(filler))]
    posts = []
    for number in range(count):
        said = chance.choices(filler, weights, k=chance.randint(8, 30))
        draw = chance.random()
        if draw < about_us + RULE_WORDS:
            said[2:2] = [chance.choice(words).rstrip("*"), "vies"]
        if draw < about_us:
            said.insert(2, "@esdoorn")
        author = {"handle": f"a{number % 500}", "followers": number % 3000}
        posts.append(
            msgspec.json.encode(
                {
                    "id": str(number),
                    "platform": "bluesky",
                    "kind": "post",
                    "text": " ".join(said),
                    "posted_at": NOW,
                    "author": author,
                }
            )
        )
    return posts


def g1(plan: Plan) -> Iterator[Goal]:
    """Decode, fold, 500 terms, 200 rules, tone, danger, verdict with reasons; against VADER on each text."""
    protocol = document(200, 500)
    posts = stream(plan.many(POSTS), terms(500))
    judge, decoder, vader = Judge(protocol), msgspec.json.Decoder(Mention), SentimentIntensityAnalyzer()
    texts = [decoder.decode(post).text for post in posts]
    lines = b"\n".join(posts)
    live, batch, rules, unit = turns(
        plan.rounds,
        lambda: [judge.judge(decoder.decode(post)) for post in posts],
        lambda: judge.judge_all(decoder.decode_lines(lines)),
        lambda: judge.judge_all(decoder.decode_lines(lines), ENOUGH),
        lambda: [vader.polarity_scores(text) for text in texts[::5]],
    )
    unit *= 5
    yield Goal("G1 live, decision with reasons / VADER", live / unit, 0.15)
    yield Goal("G1 batch, decision with reasons / VADER", batch / unit, 0.10)
    yield Goal("G1 batch, tone and danger given / VADER", rules / unit, None, "(what the rules alone cost)")


def g2(plan: Plan) -> Iterator[Goal]:
    """How the cost grows with rules and terms; the tone is fixed, so that the rules are measured."""

    def cost(rules: int, count: int) -> Callable[[], Any]:
        judge = Judge(document(rules, count))
        said = [msgspec.json.decode(post, type=Mention) for post in stream(plan.many(POSTS), terms(count))]
        return lambda: judge.judge_all(said, ENOUGH)

    few, many, small, large, huge = turns(
        plan.rounds, cost(20, 500), cost(2000, 500), cost(200, 50), cost(200, 5000), cost(20_000, 50_000)
    )
    yield Goal("G2 2,000 rules / 20 rules", many / few, 1.5)
    yield Goal("G2 5,000 terms / 50 terms", large / small, 1.2)
    yield Goal("G2 20,000 rules and 50,000 terms / 200 and 50", huge / small, 4)


def g4(plan: Plan) -> Iterator[Goal]:
    """2,000 rules on what is known of a message that holds their words; the peer only where it is installed."""
    protocol = document(2000, 500)
    judge = Judge(protocol)
    said = [msgspec.json.decode(post, type=Mention) for post in stream(100, terms(500), about_us=1.0)]
    vader = SentimentIntensityAnalyzer()
    facts = [judge.facts(one, ENOUGH) for one in said]
    ours, whole, unit = turns(
        plan.rounds,
        lambda: [judge.fired(one) for one in facts],
        lambda: judge.judge_all(said, ENOUGH),
        lambda: [vader.polarity_scores(one.text) for one in said],
    )
    yield Goal("G4 2,000 rules on a message about us, all of it / VADER", whole / unit)
    if importlib.util.find_spec("business_rules") is None:
        yield Goal("G4 2,000 rules on known facts / VADER", ours / unit, None, "(business-rules is not installed)")
        return
    few = facts[:3]
    mine, theirs = turns(
        plan.rounds, lambda: [judge.fired(one) for one in few], lambda: [business_rules(protocol, one) for one in few]
    )
    yield Goal("G4 2,000 rules on known facts / business-rules", mine / theirs, 0.001)


def business_rules(protocol: Protocol, facts: Facts) -> int:
    """The same rules by the ``business-rules`` package; how many fired, which must be as many as ours."""
    from tests.bench.peer import fired

    return fired(protocol, facts)


def g12(plan: Plan) -> Iterator[Goal]:
    """The share of decisions that differ from the naive reading of the protocol."""
    protocol = document(60, 120)
    said = [msgspec.json.decode(post, type=Mention) for post in stream(400, terms(120), about_us=0.3)]
    verdicts = Judge(protocol, signals=None).judge_all(said, ENOUGH)
    naive = [Naive(protocol, one, ENOUGH).outcome() for one in said]
    differ = sum(
        (v.about_us, v.level_number, v.rules, v.topics) != (n.about_us, n.level, n.rules, n.topics)
        for v, n in zip(verdicts, naive, strict=True)
    )
    told = sum(bool(verdict.rules) for verdict in verdicts)
    yield Goal(
        "G12 decisions that differ from the naive reading", differ / len(said), 0.0, f"({told} of {len(said)} fired)"
    )


def measure(plan: Plan) -> Iterator[Goal]:
    """All goals of the judge, measured now."""
    for goals in (g1, g2, g4, g12):
        yield from goals(plan)
