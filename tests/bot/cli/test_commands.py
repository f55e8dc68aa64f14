"""The commands for the protocol, as their user meets them."""

import json
from pathlib import Path

import pytest
import yaml
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from rules.judge.examples import run
from rules.protocol.read import read

ROOT = Path(__file__).resolve().parents[3]
PACK = ROOT / "rules" / "packs" / "zorg-klein-team.yaml"
LINE = (
    '{"id": "%s", "platform": "x", "kind": "post", "via": "%s", "text": "%s", "posted_at": "2026-04-24T21:09+02:00",'
    ' "author": {"handle": "noor"}}\n'
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch) -> Path:
    """An empty folder that is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def begun(here: Path, seintje) -> Path:
    """A folder after ``seintje init --yes``."""
    assert seintje("init", "--yes").code == 0
    return here


# --- init ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", ["zorg-klein-team", "zorg-met-woordvoerder"])
def test_init_writes_files_that_work_under_the_organisations_own_name(here: Path, seintje, pack: str):
    outcome = seintje("init", "zaken/hier", "--name", "De Wilg & Co", "--pack", pack, "--json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["written"] == ["zaken/hier/config.yaml", "zaken/hier/protocol.yaml"]
    protocol = read({"p": (here / "zaken/hier/protocol.yaml").read_text()}).protocol
    assert protocol is not None
    assert protocol.organisation.name == "De Wilg & Co"
    assert "voorbeeldzorg" not in [alias.lower() for alias in protocol.organisation.aliases]
    assert run(protocol).passed
    (here / "zaken/hier").rename(here / "daar")
    assert seintje("check", "daar/config.yaml").code == 0


def test_init_never_overwrites(begun: Path, seintje):
    before = (begun / "protocol.yaml").read_text()
    outcome = seintje("init", "--yes", "--name", "Anders")
    assert outcome.code == 2
    assert "config.yaml bestaat al" in outcome.err
    (begun / "config.yaml").unlink()
    assert "protocol.yaml bestaat al" in seintje("init", "--yes", "--name", "Anders").err
    assert (begun / "protocol.yaml").read_text() == before
    assert not (begun / "config.yaml").exists()


def test_init_without_anybody_to_ask_says_what_to_give(here: Path, seintje):
    outcome = seintje("init")
    assert outcome.code == 2
    assert "--yes" in outcome.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize("name", ["a: b", "[x]", "x # y", '"', "-", "*", "x\ny", "", "%", "1", "ja" * 60])
def test_init_refuses_a_name_that_would_break_the_file(here: Path, seintje, name: str):
    outcome = seintje("init", "--name", name or " ", "--pack", "zorg-klein-team")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert list(here.iterdir()) == []


# --- check -----------------------------------------------------------------------------------------------


def test_check_of_a_fresh_folder_warns_of_what_is_still_missing(begun: Path, seintje):
    outcome = seintje("check")
    assert outcome.code == 0
    assert "secret:TG_LOTTE" in outcome.out
    assert seintje("check", "--strict").code == 3
    assert seintje("check", "--lang", "en").out != outcome.out


def test_check_tells_everything_of_both_files_at_once(begun: Path, seintje):
    (begun / "config.yaml").write_text("taal: nl\nweb: {port: x}\n")
    (begun / "protocol.yaml").write_text("protocol: 1\ntitel: x\n")
    outcome = seintje("check", "config.yaml", "protocol.yaml", "--json")
    assert outcome.code == 2
    found = json.loads(outcome.out)
    assert found["valid"] is False
    places = {(problem["file"], problem["line"]) for problem in found["problems"]}
    assert {("config.yaml", 1), ("config.yaml", 2), ("protocol.yaml", 2)} <= places
    assert all(problem["message"] for problem in found["problems"])


def test_check_reads_stdin_and_says_what_was_in_order(here: Path, seintje):
    outcome = seintje("check", "-", stdin=PACK.read_bytes())
    assert outcome.code in (0, 1)
    assert seintje("check", "-", stdin=b"protocol: [").code == 2


def test_check_says_what_keeps_the_second_reader_from_reading(begun: Path, seintje, monkeypatch):
    monkeypatch.setattr("bot.cli.check.installed", lambda kind: False)
    with Path("config.yaml").open("a") as file:
        file.write("\nscorer: {kind: transformers, model: modellen/zorg, labels: nood}\n")
    said = seintje("check", "config.yaml")
    assert said.code == 0
    assert "seintje[transformers]" in said.out and "modellen/zorg" in said.out and "zonder tweede lezing" in said.out
    monkeypatch.setattr("bot.cli.check.installed", lambda kind: True)
    Path("modellen/zorg").mkdir(parents=True)
    assert "tweede lezing" not in seintje("check", "config.yaml").out


def test_check_of_nothing_says_how_to_begin(here: Path, seintje):
    outcome = seintje("check")
    assert (outcome.code, outcome.out) == (2, "")
    assert "seintje init" in outcome.err
    assert seintje("check", "nergens.yaml").err == (
        "fout: nergens.yaml bestaat niet. Kijk of de naam klopt en of u in de goede map staat.\n"
    )


def test_check_never_shows_a_line_of_the_settings(begun: Path, seintje):
    (begun / "config.yaml").write_text("telegram: {tokn: CANARY, token: CANARY}\nsecrets: CANARY\n")
    for arguments in (["check"], ["check", "--json"], ["check", "--lang", "en"]):
        outcome = seintje(*arguments)
        assert outcome.code == 2
        assert "CANARY" not in outcome.out + outcome.err


# --- judge -----------------------------------------------------------------------------------------------


def test_judge_of_a_text_says_level_words_and_why(begun: Path, seintje):
    outcome = seintje(
        "judge", "Keukenbrand in zorgcomplex van Voorbeeldzorg, bewoners geëvacueerd", "--platform", "news"
    )
    assert outcome.code == 0
    assert "«" in outcome.out
    assert "[protocol.yaml, regel " in outcome.out
    as_json = json.loads(seintje("judge", "Brand bij Voorbeeldzorg!", "--json").out)
    assert (as_json["id"], as_json["about_us"], as_json["alert"]) == ("text", True, True)


def test_english_can_be_read_as_vadersentiment_does(begun: Path, seintje):
    """``organisation.engine`` in the protocol: the published number, digit for digit."""
    text = "The staff at voorbeeldzorg are VERY nice and helpful, I love it!"
    published = SentimentIntensityAnalyzer().polarity_scores(text)["compound"]
    file = begun / "protocol.yaml"
    own = json.loads(seintje("judge", text, "--via", "mention", "--json").out)["sentiment"]
    file.write_text(file.read_text().replace("  timezone:", "  engine: vader\n  timezone:", 1))
    assert seintje("check").code == 0
    read = json.loads(seintje("judge", text, "--via", "mention", "--json").out)["sentiment"]
    assert (read["label"], read["score"]) == ("positive", published)
    assert own["score"] != published
    file.write_text(file.read_text().replace("engine: vader", "engine: vadr", 1))
    assert "Bedoelde u “vader”?" in seintje("check").out


def test_judge_says_on_request_what_each_word_did_to_the_tone(begun: Path, seintje):
    text = "De verpleging is niet vriendelijk"
    assert "Toon:" not in seintje("judge", text).out
    assert "\n• niet vriendelijk −1,6: ontkenning\n" in seintje("judge", text, "--tone", "--via", "mention").out
    assert "Toon:" not in seintje("judge", text, "--tone").out  # not about us: nobody read it


def test_judge_of_a_file_gives_one_verdict_a_line_in_order(begun: Path, seintje):
    (begun / "in.jsonl").write_text(LINE % ("a", "mention", "Brand!") + LINE % ("b", "search", "Mooi weer"))
    outcome = seintje("judge", "--in", "in.jsonl", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    verdicts = [json.loads(line) for line in outcome.out.splitlines()]
    assert [verdict["id"] for verdict in verdicts] == ["a", "b"]
    assert verdicts[1] | {"about_us": False, "level": "noise", "owner": None, "alert": False} == verdicts[1]
    assert seintje("judge", "--in", "-", "--json", stdin=(begun / "in.jsonl").read_bytes()).out == outcome.out


def test_a_bad_line_is_told_and_the_others_are_judged(begun: Path, seintje):
    lines = LINE % ("a", "mention", "Brand!") + "{\n" + LINE % ("b", "mention", "Hoi")
    outcome = seintje("judge", "--in", "-", "--json", stdin=lines.encode())
    assert outcome.code == 2
    assert [json.loads(line)["id"] for line in outcome.out.splitlines()] == ["a", "b"]
    assert outcome.err.startswith("stdin regel 2: ")
    assert outcome.err.endswith("\nstdin: 1 van de 3 regels zijn geen bericht en overgeslagen.\n")
    odd = (LINE % ("a", "mention", "Brand!")).replace('"id"', '"x": 1, "id"').encode()
    assert seintje("judge", "--in", "-", stdin=odd).code == 2
    assert seintje("judge", "--in", "-", "--lenient", stdin=odd).code == 0


def test_judge_counts_earlier_mentions_of_the_same_author(begun: Path, seintje):
    lines = "".join(LINE % (name, "mention", "Wat een slechte, verschrikkelijke zorg") for name in "abc")
    first, _, third = (
        json.loads(line) for line in seintje("judge", "--in", "-", "--json", stdin=lines.encode()).out.splitlines()
    )
    assert len(third["reasons"]) > len(first["reasons"])


@pytest.mark.parametrize("arguments", [[], ["x", "--in", "y"]])
def test_judge_wants_a_text_or_a_file(begun: Path, seintje, arguments: list[str]):
    outcome = seintje("judge", *arguments)
    assert outcome.code == 2
    assert "--in" in outcome.err


def test_a_protocol_with_errors_is_not_judged_by(here: Path, seintje):
    (here / "p.yaml").write_text("protocol: 1\ntitel: x\n")
    for arguments in (["judge", "x"], ["route", "--level", "serious"]):
        outcome = seintje(*arguments, "--protocol", "p.yaml")
        assert (outcome.code, outcome.out) == (2, "")
        assert "p.yaml regel 2" in outcome.err
    assert seintje("test", "p.yaml").code == 2
    assert "protocol.yaml bestaat niet" in seintje("judge", "x").err


# --- test and route --------------------------------------------------------------------------------------


def test_the_protocols_own_tests_pass_or_say_why(begun: Path, seintje):
    assert seintje("test").code == 0
    text = (begun / "protocol.yaml").read_text()
    first = yaml.safe_load(text)["tests"][0]["text"]
    (begun / "protocol.yaml").write_text(text.replace(f"  - text: {first}", "  - text: Mooi weer vandaag", 1))
    outcome = seintje("test")
    assert outcome.code == 1
    assert "Mooi weer vandaag" in outcome.out
    as_json = json.loads(seintje("test", "--json").out)
    assert as_json["passed"] is False
    assert [test["number"] for test in as_json["tests"] if not test["passed"]] == [1]


def test_route_says_who_would_be_told_and_when(begun: Path, seintje):
    outcome = seintje("route", "--level", "serious", "--owner", "webcare", "--at", "2026-05-05T22:00")
    assert outcome.code == 0
    assert "22:00" in outcome.out
    lines = seintje("route", "--level", "serious", "--at", "2026-05-05T22:00", "--json").out.splitlines()
    steps = [json.loads(line) for line in lines]
    assert steps[0]["at"] == "2026-05-05T20:00:00+00:00"
    assert {"person", "role", "reason", "loudness", "step"} <= set(steps[0])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--level", "ernstig"], "“ernstig” staat niet in het protocol (niveau)."),
        (["--level", "serious", "--owner", "x"], "“x” staat niet in het protocol (rol)."),
        (["--level", "serious", "--location", "x"], "“x” staat niet in het protocol (locatie)."),
        (["--level", "serious", "--at", "straks"], "“straks” is geen tijd."),
        ([], "`--level` ontbreekt."),
    ],
)
def test_route_refuses_names_the_protocol_does_not_have(begun: Path, seintje, arguments: list[str], said: str):
    outcome = seintje("route", *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err


@pytest.mark.parametrize("arguments", [[], ["--config"]])
def test_the_schema_is_json(seintje, arguments: list[str]):
    schema = json.loads(seintje("schema", *arguments).out)
    assert schema["$schema"].startswith("https://json-schema.org/")
    assert schema["properties"]


# --- fmt -------------------------------------------------------------------------------------------------


def test_fmt_puts_a_file_in_order_and_keeps_what_it_says(begun: Path, seintje):
    file = begun / "protocol.yaml"
    assert seintje("fmt").code == 0
    good = file.read_text()
    protocol = read({"p": good}).protocol
    assert (seintje("fmt").out, file.read_text()) == ("", good)
    file.write_text(good.replace("\n  name: Voorbeeldzorg\n", "\n  name: Voorbeeldzorg   \n\n\n\n", 1))
    file.chmod(0o640)
    assert seintje("fmt", "--check").code == 1
    assert file.read_text() != good
    assert seintje("fmt", "protocol.yaml").code == 0
    assert read({"p": file.read_text()}).protocol == protocol
    assert file.stat().st_mode & 0o777 == 0o640
    assert [found.name for found in begun.iterdir() if found.name.startswith(".")] == []


def test_fmt_of_stdin_goes_to_stdout(here: Path, seintje):
    outcome = seintje("fmt", "-", stdin=b"protocol: 1\ntitle:   x\n")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("protocol: 1\n")


@pytest.mark.parametrize("raw", [b"a: [", b"a: \xff", b"a: &b c"])
def test_fmt_leaves_a_file_it_cannot_read(here: Path, seintje, raw: bytes):
    (here / "protocol.yaml").write_bytes(raw)
    outcome = seintje("fmt")
    assert (outcome.code, outcome.out) == (2, "")
    assert "protocol.yaml" in outcome.err
    assert (here / "protocol.yaml").read_bytes() == raw


def test_check_tells_editors_and_build_servers_where_each_problem_stands(seintje, tmp_path: Path):
    file = tmp_path / "protocol.yaml"
    file.write_text("title: Proef\nlevles: {}\n")
    outcome = seintje("check", str(file), "--sarif")
    assert outcome.code == 2
    log = json.loads(outcome.out)
    [run] = log["runs"]
    assert (log["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "seintje")
    unknown = next(one for one in run["results"] if one["ruleId"] == "unknown-key")
    where = unknown["locations"][0]["physicalLocation"]
    assert where["artifactLocation"]["uri"].endswith("protocol.yaml") and where["region"]["startLine"] == 2
