"""What a protocol would have made of earlier mentions, counted, so that a check can say how often instead of perhaps."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from rules.judge import Judge
from rules.lint.facts import Usage
from rules.mention import Mention
from rules.protocol.model import Protocol
from rules.text.terms import Subjects
from rules.text.wording import Wording


def used(protocol: Protocol, mentions: Iterable[Mention]) -> Usage:
    """Of the mentions that are about us: how many, per rule how many it matched, per written word what it hit."""
    judge, subjects = Judge(protocol), Subjects(protocol.topics.values())
    count, rules = 0, Counter[str]()
    words: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        verdict = judge.judge(mention)
        if not verdict.about_us:
            continue
        count += 1
        rules.update(verdict.rules)
        said = Wording(mention.text)
        for found in subjects.find(said).values():
            for hit in found.hits:
                words[subjects.written(hit)][" ".join(said.words[hit.first : hit.last])] += 1
    return Usage(count, rules, words)
