"""``seintje learn`` and ``seintje case verdict``, without a running service."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.ports import Batch
from bot.store import Store, lessons, mentions
from rules.mention import Author, Kind, Mention, Via
from rules.protocol.read import read
from rules.text.learning import ENOUGH, Feedback

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def begun(tmp_path: Path, monkeypatch, seintje) -> Path:
    """A folder after ``seintje init --yes``, where learning is switched on."""
    monkeypatch.chdir(tmp_path)
    assert seintje("init", "--yes").code == 0
    with (tmp_path / "config.yaml").open("a") as file:
        file.write("\nlearning: true\n")
    return tmp_path


def somebody(folder: Path) -> str:
    """A person of the protocol."""
    protocol = read({"p": (folder / "protocol.yaml").read_text()}).protocol
    assert protocol is not None
    return next(iter(protocol.people))


def fill(folder: Path, count: int) -> None:
    """So many judged mentions with a verdict on each."""
    store = Store(f"sqlite:///{folder / 'data' / 'seintje.db'}")

    def work(tx) -> None:
        said = [_mention(n) for n in range(1, count + 1)]
        mentions.keep(tx, "test", Batch(said, ""), AT)
        for n in range(1, count + 1):
            mentions.judged(tx, n, {"about_us": True, "level": "routine", "level_number": 1})
            lessons.say(tx, n, "sanne", Feedback.MISSED if n % 2 else Feedback.FALSE_ALARM, AT)

    store.write(work)
    store.close()


def _mention(n: int) -> Mention:
    text = f"De tillift lekt {n}" if n % 2 else f"Fijne tuin {n}"
    return Mention(
        id=f"m{n}", platform="x", kind=Kind.POST, text=text, posted_at=AT, author=Author("noor"), via=Via.OWN_PAGE
    )


def test_from_verdicts_to_words_and_back(begun: Path, seintje):
    first = seintje("learn", "now")
    assert (first.code, first.out) == (1, "")
    assert "Er zijn 0 oordelen; er wordt pas iets gebruikt vanaf 50" in first.err
    assert "nog niets geleerds" in seintje("learn", "show").err
    fill(begun, ENOUGH)

    learned = seintje("learn", "now", "--as", somebody(begun))
    assert (learned.code, learned.err) == (0, "")
    assert learned.out.startswith("Geleerd uit 50 oordelen: versie 1 geldt nu.")

    shown = seintje("learn", "show").out.splitlines()
    assert shown[0].startswith("Versie 1 geldt sinds ")
    weights = [float(line.split()[0]) for line in shown[1:]]
    assert weights == sorted(weights, reverse=True)
    assert "‘tillift’" in "\n".join(shown[1:4])
    assert json.loads(seintje("learn", "show", "1", "--json").out)["weights"]["word tillift"] > 0
    assert "geen geleerde versie 9" in seintje("learn", "show", "9").err

    status = seintje("learn", "status").out
    assert "Leren staat aan." in status
    assert "50 oordelen (0 klopt, 25 loos, 25 had moeten alarmeren); gebruikt vanaf 50." in status

    assert json.loads(seintje("learn", "undo", "--json").out)["code"] == "undone"
    assert "Versie 1 geldt niet meer." in seintje("learn", "show", "1").out
    assert "het leren wacht op: seintje learn now" in seintje("learn", "status").out
    after = json.loads(seintje("learn", "status", "--json").out)
    assert (after["learning"], after["paused"], after["version"]) == (True, True, None)


def test_a_word_about_a_case_or_a_message_that_is_not_there(begun: Path, seintje):
    person = somebody(begun)
    assert "Zo'n zaak of bericht is er niet" in seintje("case", "verdict", "9", "loos", "--as", person).err
    assert "staat niet in het protocol" in seintje("case", "verdict", "9", "klopt", "--as", "niemand").err
    assert seintje("case", "verdict", "9", "misschien", "--as", person).code == 2
    fill(begun, 2)
    kept = seintje("learn", "missed", "tillift lekt", "--as", person)
    assert (kept.code, kept.out.splitlines()[1]) == (0, "  1  De tillift lekt 1")


def test_where_it_is_off_it_says_how_to_switch_it_on(begun: Path, seintje):
    config = begun / "config.yaml"
    config.write_text(config.read_text().replace("learning: true", "learning: false"))
    off = seintje("learn", "now")
    assert off.code == 1
    assert "Zet `learning: true` in config.yaml" in off.err
    assert "Leren staat uit" in seintje("learn", "status").out
    assert "Learning is off" in seintje("learn", "undo", "--lang", "en").err
