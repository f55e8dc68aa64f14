"""Which language a text is in."""

import pytest

from rules.text import language as lang
from rules.text.language import language, spoken

CASES = """
nl|Mijn moeder woont al jaren in dat huis aan de Dorpsstraat
nl|Kwaliteit prima, service uitstekend
nl|Amai, da's toch nie normaal zeg
en|My mother has lived in that house for years
en|Awesome nurses, lovely doctors
de|Ich verstehe überhaupt nicht, was hier passiert ist
fr|Je ne comprends rien du tout à cette histoire
es|No entiendo nada de lo que está pasando aquí
it|Non capisco niente di quello che succede
pt|Não entendo nada do que está acontecendo
pl|Nic nie rozumiem z tego, co się tutaj dzieje
tr|Burada neler olduğunu hiç anlamıyorum
ro|Nu înțeleg nimic din ce se întâmplă aici
sv|Jag förstår ingenting av det som händer här
id|Saya tidak mengerti apa yang terjadi di sini
so|Ma fahmin waxa halkan ka dhacaya maanta
af|Ek verstaan nie wat hier aangaan nie en hulle sê niks
ar|لا أفهم ما الذي يحدث هنا
ru|Я не понимаю, что здесь происходит
el|Δεν καταλαβαίνω τι συμβαίνει εδώ
he|אני לא מבין מה קורה כאן
hi|मुझे समझ नहीं आ रहा है
th|ฉันไม่เข้าใจ ว่าเกิดอะไรขึ้น
ja|ここで なにが おきているのか わからない
ko|여기서 무슨 일이 일어나고 있는지 모르겠어요
zh|我不明白 这里 发生了什么
ti|እዚ እንታይ ከምዝግበር ዘሎ ኣይተረድኣንን
und|ᎠᏂᏴᏫᏯ ᎦᏬᏂᎯᏍᏗ ᏣᎳᎩ ᎤᏙᎯᏳ
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_tells_the_language(case: str) -> None:
    code, text = case.split("|")
    assert language(text) == code


@pytest.mark.parametrize("text", ["", "...", "https://voorbeeld.nl @naam #tag", "Top", "Topzorg gekregen", "12345"])
def test_too_little_to_tell_is_the_language_of_the_source(text: str) -> None:
    assert language(text, "nl") == "nl"


def test_the_source_may_be_english_or_something_else() -> None:
    assert language("ok", "en") == "en"
    assert language("1 2", "xx") == "xx"
    assert language("Mijn moeder woont in dat huis", "xx") == "nl"
    assert language("Prima plaats", "xx") != "xx"


def test_a_few_foreign_letters_do_not_make_a_foreign_text() -> None:
    assert language("De afdeling β is vandaag gesloten voor ons") == "nl"


def test_a_mixed_text_is_cut_where_the_language_changes() -> None:
    text = (
        "Wij zijn heel blij met jullie. Dat mag gezegd worden! They should have told us about this. And they were late."
    )
    parts = spoken(text)
    assert [part.lang for part in parts] == ["nl", "en"]
    assert text[parts[0].start : parts[0].end].endswith("worden!")
    assert parts[0].end == parts[1].start and parts[1].end == len(text)


def test_a_text_in_one_language_is_one_stretch() -> None:
    text = "Wij zijn heel blij met jullie. Dat mag gezegd worden!"
    assert [(part.start, part.end, part.lang) for part in spoken(text)] == [(0, len(text), "nl")]


def test_it_forgets_rather_than_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lang, "REMEMBERED", 2)
    letters = lang._Letters(("nl", "en"), {"^a$": "NM", "ab": "MN"})
    for word in ("a", "ab", "abc", "zz"):
        assert letters[word] >= 0
    votes = lang._Votes()
    for word in ("een", "the", "und", "12"):
        assert votes[word] >= 0
    assert len(letters) <= 2 and len(votes) <= 2
