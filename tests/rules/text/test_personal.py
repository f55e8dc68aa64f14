"""Personal data that must not stand in public."""

import pytest

from rules.text.personal import is_bsn, is_iban, is_plate, personal_data

FOUND = """
jan.jansen@voorbeeld.nl|mail jan.jansen@voorbeeld.nl even
06-12345678|bel 06-12345678
06 12 34 56 78|bel 06 12 34 56 78
+31 6 12345678|bel +31 6 12345678 vandaag
0031612345678|bel 0031612345678
020-1234567|kantoor 020-1234567
111222333|BSN 111222333 van mijn vader
111.222.333|bsn 111.222.333
NL91 ABNA 0417 1643 00|over op NL91 ABNA 0417 1643 00
NL91ABNA0417164300|over op NL91ABNA0417164300
DE89 3704 0044 0532 0130 00|IBAN DE89 3704 0044 0532 0130 00
1234 AB 12|zij woont 1234 AB 12
Dorpsstraat 12, 1234 AB|Dorpsstraat 12, 1234 AB Ons Dorp
12-ABC-3|witte bus met kenteken 12-ABC-3
AB-123-C|kenteken AB-123-C
""".strip().splitlines()

NOTHING = [
    "", "gewoon een leuke dag", "op 12-11-2026 om 10.30", "111222334 is geen bsn", "000000000", "NL91 ABNA 1417 1643 01",
    "NL91 ABNA 1417 1643", "in 2024 en 2025", "€ 123.456.789 winst", "1234 AB", "12-ABCD-3", "bel 112", "@iemand", "XX12 3",
    "A-1-B", "1-AA-11",
]  # fmt: skip


@pytest.mark.parametrize("case", FOUND)
def test_is_found_with_its_place(case: str) -> None:
    words, text = case.split("|")
    (found,) = personal_data(text)
    assert found.text == words == text[found.start : found.end]


@pytest.mark.parametrize("text", NOTHING)
def test_is_not_personal(text: str) -> None:
    assert personal_data(text) == ()


def test_the_eleven_test() -> None:
    assert is_bsn("111222333") and is_bsn("12345672")
    assert not is_bsn("111222334") and not is_bsn("1234567") and not is_bsn("0" * 9)


def test_check_digits_and_plates() -> None:
    assert is_iban("NL91ABNA0417164300") and not is_iban("NL91ABNA041716430") and not is_iban("NL91")
    assert is_plate("ab-12-cd") and not is_plate("a-b-c")
