"""A protocol in several files."""

from pathlib import Path

from rules.protocol.read import read

BASE = (Path(__file__).parents[2] / "protocols" / "base.yaml").read_text(encoding="utf-8")


def cut(text: str) -> dict[str, str]:
    """Every section in a file of its own."""
    files: dict[str, str] = {}
    for line in text.splitlines(keepends=True):
        if line[:1].isalpha():
            files[f"{len(files):02}-{line.partition(':')[0]}.yaml"] = ""
        files[list(files)[-1]] += line
    return files


def test_a_folder_says_the_same_as_one_file() -> None:
    assert read(cut(BASE)).protocol == read({"p.yaml": BASE}).protocol


def test_every_file_may_name_the_language() -> None:
    files = {name: text if text.startswith("protocol") else f"protocol: 1\n{text}" for name, text in cut(BASE).items()}
    assert read(files).problems == ()


def test_lists_and_named_things_may_be_spread() -> None:
    more = "topics:\n  brand: {words: [brand*]}\nrules:\n  - {id: brand, name: Brand, when: {topic: brand}, level: crisis}\n"
    protocol = read({"p.yaml": BASE, "q.yaml": more}).protocol
    assert protocol is not None
    assert list(protocol.topics) == ["abuse", "neglect", "brand"]
    assert [rule.id for rule in protocol.rules] == ["mishandeling", "brand"]
    assert protocol.rules[1].at.file == "q.yaml"


def test_an_empty_section_gives_way() -> None:
    assert read({"a.yaml": "topics:\n", "p.yaml": BASE}).problems == ()
    assert read({"p.yaml": BASE, "q.yaml": "title: Nog een titel\n"}).problems[0].code == "duplicate-key"


def test_what_a_lost_file_holds_is_not_missed() -> None:
    files = cut(BASE)
    broken = {name: "[" if "roles" in name else text for name, text in files.items()}
    assert [problem.code for problem in read(broken).problems] == ["bracket-open"]


def test_what_a_broken_section_holds_is_not_missed() -> None:
    text = BASE.replace("marleen: {name: Marleen Vos", "marleen: {name: [Marleen Vos")
    assert [problem.code for problem in read({"p.yaml": text}).problems] == ["comma-missing"]
    text = BASE.replace("  noise: {number", "  noise: {{number")
    assert {problem.code for problem in read({"p.yaml": text}).problems} <= {
        "key-not-text",
        "bracket-open",
        "comma-missing",
    }
