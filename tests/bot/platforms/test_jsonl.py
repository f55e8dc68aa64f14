"""Mentions as lines: what is read, what is refused and how that is said, and that nothing is lost on the way."""

import io
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.jsonl import LINE_LIMIT, Refusal, lines_of, read_lines, to_json
from rules.mention import Author, Kind, Mention, Via
from tests.shared import shared

LINE = (
    b'{"id": "a1", "platform": "x", "kind": "post", "text": "Hoi", "posted_at": "2026-04-24T21:09+02:00", '
    b'"author": {"handle": "noor"}%s}'
)
SAID = Mention(
    id="a1",
    platform="x",
    kind=Kind.POST,
    text="Hoi",
    posted_at=datetime(2026, 4, 24, 19, 9, tzinfo=UTC),
    author=Author("noor"),
)


def read(line: bytes, *, lenient: bool = False) -> Mention | Refusal:
    """The one outcome of one line."""
    [(number, outcome)] = read_lines([line], lenient=lenient)
    assert number == 1
    return outcome


def refusal(line: bytes, *, lenient: bool = False) -> Refusal:
    outcome = read(line, lenient=lenient)
    assert isinstance(outcome, Refusal), outcome
    return outcome


def test_a_line_becomes_a_mention():
    assert read(LINE % b"") == SAID


@pytest.mark.parametrize(
    "more",
    [
        b', "gold": {"severity": 4}, "origin": "composed"',
        b', "gold": null, "origin": null',
        b', "lang": null, "url": null, "thread_id": null, "parent_id": null, "parent_text": null, "reach": null',
        b', "rating": null, "via": null, "source": null, "own": null',
        b', "author": {"handle": "noor", "name": null, "bio": null, "followers": null}',
    ],
)
def test_what_is_not_known_may_be_null_and_what_is_not_ours_is_ignored(more: bytes):
    assert read(LINE % more) == SAID


def test_what_the_organisation_posted_itself_is_marked_as_its_own():
    said = read(LINE % b', "via": "own_account"')
    assert isinstance(said, Mention)
    assert (said.own, said.via) == (True, Via.OWN_PAGE)


@pytest.mark.parametrize(
    "written",
    [
        "2026-04-24T21:09+02:00",
        "2026-04-24T21:09:00+0200",
        "2026-04-24T19:09:00Z",
        "2026-04-24 19:09:00.000+00:00",
        "20260424T190900Z",
    ],
)
def test_a_moment_is_read_in_every_iso_form_that_has_an_offset(written: str):
    said = read(LINE % f', "posted_at": "{written}"'.encode())
    assert isinstance(said, Mention)
    assert said.posted_at == SAID.posted_at
    assert said.posted_at.tzinfo is not None


REFUSED = [
    (b', "foo": 1', "foo", "`foo` is geen veld van een bericht. Haal het weg, of lees met --lenient."),
    (b', "thread": "x"', "thread", "bedoelde u `thread_id`?"),
    (b', "author": {"handle": "x", "handel": 1}', "author.handel", "bedoelde u `author.handle`?"),
    (b', "author": {"name": "x"}', "author.handle", "`author.handle` ontbreekt. Voeg het veld toe."),
    (b', "author": []', "author", 'er staat []. Schrijf bijvoorbeeld {"handle": "naam"}.'),
    (b', "author": {"handle": 3}', "author.handle", "`author.handle` is een tekst, maar er staat 3."),
    (b', "author": {"handle": "x", "followers": "3"}', "author.followers", 'maar er staat "3". Schrijf een heel getal'),
    (b', "reach": -1', "reach", "`reach` is een heel getal van 0 of meer, maar er staat -1."),
    (b', "reach": 1.5', "reach", "maar er staat 1.5."),
    (b', "reach": ' + b"9" * 5000, "reach", "9999…. Schrijf een heel getal"),
    (b', "rating": 1e400', "rating", "`rating` is een getal, maar er staat 1e400. Schrijf bijvoorbeeld 4.5, of null."),
    (b', "rating": NaN', "", "NaN is geen JSON-getal. Schrijf null."),
    (b', "rating": -Infinity', "", "Infinity is geen JSON-getal. Schrijf null."),
    (b', "kind": "tweet"', "kind", 'maar er staat "tweet". Kies een van deze woorden'),
    (b', "via": "zoek"', "via", 'maar er staat "zoek". Kies een van deze woorden'),
    (b', "own": 1', "own", "`own` is true of false, maar er staat 1."),
    (b', "lang": ["nl"]', "lang", '`lang` is een tekst, maar er staat ["nl"].'),
    (b', "text": null', "text", "`text` is een tekst, maar er staat null."),
    (b', "text": "a\\u0000b"', "text", "`text` bevat een nulteken (\\u0000). Haal dat teken weg."),
    (b', "author": {"handle": "a\\u0000"}', "author.handle", "`author.handle` bevat een nulteken"),
    (b', "text": "\\ud83d"', "", "een halve emoji of letter"),
    (b', "text": "\\ude00\\ud83d"', "", "een halve emoji of letter"),
    (b', "text": "\xff"', "", "is geen UTF-8. Bewaar het bestand opnieuw als UTF-8."),
    (b', "text": "a\tb"', "", "geen geldige JSON vanaf teken"),
    (b', "id": 7', "id", "`id` is een niet-lege tekst, maar er staat 7."),
    (b', "id": ""', "id", '`id` is een niet-lege tekst, maar er staat "".'),
    (b', "platform": ""', "platform", "`platform` is een niet-lege tekst"),
    (b', "posted_at": "2026-04-24T21:09"', "posted_at", "`posted_at` heeft geen tijdzone"),
    (b', "posted_at": "gisteren"', "posted_at", 'maar er staat "gisteren". Schrijf bijvoorbeeld'),
    (b', "posted_at": 1777057740', "posted_at", "maar er staat 1777057740."),
    (b', "posted_at": "0001-01-01T00:00+02:00"', "posted_at", "buiten de kalender"),
    (b', "gold": ' + b"[" * 100_000 + b"]" * 100_000, "", "te diep genest"),
    (b', "a\\u001b[31m\\nb": 1', "a\\x1b[31m\\nb", "`a\\x1b[31m\\nb` is geen veld"),
    (b', "text": "' + b"x" * LINE_LIMIT + b'"', "", "langer dan 1.000.000 bytes"),
]


@pytest.mark.parametrize(
    ("more", "field", "said"), REFUSED, ids=[more[:30].decode(errors="replace") for more, *_ in REFUSED]
)
def test_a_wrong_value_is_refused_with_line_field_and_remedy(more: bytes, field: str, said: str):
    refused = refusal(LINE % more)
    assert refused.field == field
    assert said in refused.say("nl")
    assert refused.say("nl").startswith("regel 1: ")
    assert refused.say("nl").isprintable()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b'[{"id": "a"}]', "de regel is geen object tussen accolades."),
        (b"hoi", "de regel is geen object tussen accolades."),
        (b"12", "de regel is geen object tussen accolades."),
        (b"{}", "`id` ontbreekt."),
        (LINE[:60], "de regel houdt op voor het einde van het object."),
        (b'{"id": "a",}', "geen geldige JSON vanaf teken 12."),
        (b'{"id": 3 "b"}', "geen geldige JSON vanaf teken 10."),
        (LINE % b"" + b" x", "geen geldige JSON vanaf teken"),
        ('\ufeff{"id": "a"}'.encode("utf-16-le"), "het bestand is UTF-16."),
    ],
)
def test_a_line_that_is_no_object_says_so(line: bytes, said: str):
    assert said in refusal(line).say("nl")


@pytest.mark.parametrize(("more", "field", "said"), REFUSED)
def test_every_refusal_is_said_in_english_as_well(more: bytes, field: str, said: str):
    refused = refusal(LINE % more)
    english = refused.say("en")
    assert english.startswith("line 1: ")
    assert english != refused.say("nl")
    assert "{" not in english.replace('{"handle": "name"}', "")
    assert not any(word in english.split() for word in ("een", "niet", "maar", "geen"))


def test_lenient_leaves_unknown_keys_out_and_still_refuses_wrong_values():
    more = b', "foo": 1, "author": {"handle": "noor", "verified": true}'
    assert read(LINE % more, lenient=True) == SAID
    assert "-1" in refusal(LINE % (more + b', "reach": -1'), lenient=True).say()
    assert "object" in refusal(b"[]", lenient=True).say()
    assert "te diep" in refusal(LINE % (b', "x": ' + b"[" * 100_000 + b"]" * 100_000), lenient=True).say()


def test_blank_lines_byte_order_mark_and_windows_line_ends_do_no_harm():
    lines = [b"\xef\xbb\xbf" + LINE % b"" + b"\r\n", b"\r\n", b"   \n", LINE % b', "reach": -1' + b"\r\n", LINE % b""]
    outcomes = list(read_lines(lines))
    assert [number for number, _ in outcomes] == [1, 4, 5]
    assert outcomes[0][1] == outcomes[2][1] == SAID
    assert isinstance(outcomes[1][1], Refusal)
    assert outcomes[1][1].say().startswith("regel 4: ")


def test_an_endless_line_costs_one_line_of_memory_and_the_next_is_read():
    stream = io.BytesIO(b"x" * (3 * LINE_LIMIT) + b"\n" + LINE % b"" + b"\n" + b"y" * (2 * LINE_LIMIT))
    lines = list(lines_of(stream))
    assert [len(line) <= LINE_LIMIT + 3 for line in lines] == [True] * 3
    outcomes = [outcome for _, outcome in read_lines(lines)]
    assert [type(outcome) for outcome in outcomes] == [Refusal, Mention, Refusal]


def test_a_line_of_exactly_the_limit_is_read():
    room = LINE_LIMIT - len(LINE % b', "url": ""')
    line = LINE % (b', "url": "' + b"u" * room + b'"')
    assert len(line) == LINE_LIMIT
    [(_, said)] = read_lines(lines_of(io.BytesIO(line + b"\r\n")))
    assert isinstance(said, Mention)


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
names = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
counts = st.none() | st.integers(0, 2**53)
offsets = st.builds(lambda minutes: timezone(timedelta(minutes=minutes)), st.integers(-1439, 1439))
mentions = st.builds(
    Mention,
    id=names,
    platform=names,
    kind=st.sampled_from(Kind),
    text=texts,
    posted_at=st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=offsets),
    author=st.builds(Author, handle=texts, name=texts, bio=texts, followers=counts),
    lang=st.none() | texts,
    url=st.none() | texts,
    thread_id=st.none() | texts,
    parent_id=st.none() | texts,
    parent_text=st.none() | texts,
    via=st.sampled_from(Via),
    reach=counts,
    rating=st.none() | st.floats(allow_nan=False, allow_infinity=False),
    source=texts,
    own=st.booleans(),
)


@given(mentions)
def test_what_is_written_is_read_back(mention: Mention):
    line = to_json(mention)
    assert b"\n" not in line
    assert read(line) == read(line, lenient=True) == mention


@given(st.binary(max_size=200), st.booleans())
def test_no_line_of_bytes_ever_raises(line: bytes, lenient: bool):
    for _, outcome in read_lines([line], lenient=lenient):
        assert isinstance(outcome, Mention) or outcome.say("nl").isprintable()


@given(st.data())
def test_no_damaged_line_ever_raises(data: st.DataObject):
    line = bytearray(LINE % b', "rating": 4.5, "gold": {"a": [1, null]}')
    for _ in range(data.draw(st.integers(1, 3))):
        line[data.draw(st.integers(0, len(line) - 1))] = data.draw(st.integers(0, 255))
    for _, outcome in read_lines([bytes(line)]):
        assert isinstance(outcome, Mention) or outcome.say("nl")


@pytest.mark.parametrize(("file", "count"), [("storm", 400), ("care_mentions", 151)])
def test_the_shared_streams_are_read_whole(file: str, count: int):
    with shared(f"data/{file}.jsonl").open("rb") as stream:
        outcomes = [outcome for _, outcome in read_lines(lines_of(stream))]
    assert len(outcomes) == count
    assert all(isinstance(outcome, Mention) for outcome in outcomes)
