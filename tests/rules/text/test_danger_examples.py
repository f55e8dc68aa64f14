"""The corpus of the danger signal: complete, varied, nothing said twice, nothing taken over."""

import json
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest

from rules.text.danger.features import normal, words
from rules.text.danger.weights import shipped
from tests.shared import shared
from tools.train_danger import HOME, examples, fingerprint

CATEGORIES = {
    "complaint", "question", "compliment", "praise_story", "incident", "abuse_neglect", "suicidal", "threat",
    "privacy_leak", "media_request", "media_coverage", "politics_regulator", "legal", "disinformation", "hate",
    "spam", "staff_post", "work_interest", "irrelevant",
}  # fmt: skip
TOO_ALIKE = 0.5


@cache
def corpus() -> list[dict[str, object]]:
    files = sorted((HOME / "examples").glob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


@cache
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """All runs of three words; a shorter text is one run."""
    row = [normal(word) for word in words(text)]
    return frozenset(tuple(row[i : i + 3]) for i in range(max(1, len(row) - 2)))


def alike(texts: list[str], others: list[str]) -> list[tuple[str, str]]:
    """Pairs of a text and an earlier or other text whose shingles have a Jaccard index above ``TOO_ALIKE``."""
    sets = [shingles(text) for text in [*others, *texts]]
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    found = []
    for n, mine in enumerate(sets):
        shared_with = Counter(m for shingle in mine for m in holders[shingle])
        for m, common in shared_with.items():
            if n >= len(others) and common / len(mine | sets[m]) > TOO_ALIKE:
                found.append(((*others, *texts)[m], (*others, *texts)[n]))
        for shingle in mine:
            holders[shingle].append(n)
    return found


def test_every_message_is_complete() -> None:
    for row in corpus():
        assert set(row) == {"text", "lang", "category", "level", "near_miss", "register"}, row
        assert row["category"] in CATEGORIES, row
        assert row["lang"] in {"nl", "en"}, row
        assert row["level"] in range(5), row
        assert not (row["near_miss"] and row["level"] in {3, 4}), row
        assert str(row["text"]).strip() == row["text"], row


def test_there_are_enough_of_every_kind() -> None:
    rows = corpus()
    serious = [row for row in rows if row["level"] in {3, 4}]
    assert len(rows) >= 3000
    assert {row["category"] for row in rows} == CATEGORIES
    assert {row["level"] for row in rows} == set(range(5))
    assert len({row["register"] for row in rows}) >= 15
    assert 0.15 <= sum(row["lang"] == "en" for row in rows) / len(rows) <= 0.25
    assert len(serious) >= 1000
    assert sum(bool(row["near_miss"]) for row in rows) >= 0.75 * len(serious)


def test_nothing_is_said_twice() -> None:
    assert alike([str(row["text"]) for row in corpus()], []) == []


@pytest.mark.parametrize("name", ["care_mentions.jsonl", "storm.jsonl"])
def test_nothing_is_taken_from_the_measuring_set(name: str) -> None:
    path = shared("data") / name
    others = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert alike([str(row["text"]) for row in corpus()], others) == []


def test_near_duplicates_are_noticed() -> None:
    assert alike(["ik wil nu echt naar huis toe"], ["Ik wil nu echt naar huis"]) != []
    assert alike(["ik wil naar huis toe"], ["vandaag gaan wij naar zee"]) == []


def test_the_weights_stem_from_these_messages() -> None:
    assert shipped().version == fingerprint(), "run `make train` after changing the examples"


def test_the_weights_are_small() -> None:
    assert Path(HOME / "weights.tsv").stat().st_size <= 2_000_000


def test_the_examples_are_read_in_blocks() -> None:
    first = examples()[:11]
    assert first[0].group == first[9].group != first[10].group
