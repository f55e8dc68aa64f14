"""Buttons cannot be forged, and pairing codes cannot be guessed or read back."""

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inbox import callback, pairing
from rules.case.model import Action
from rules.protocol.versions import Choice

KEY = b"k" * 32
CHAT = "-1001234567890"


@given(st.integers(0, 2**63), st.sampled_from(Action), st.integers(0, 2**32 - 1), st.text(max_size=20))
def test_what_was_signed_is_read_back_within_64_bytes(case: int, action: Action, turn: int, chat: str) -> None:
    data = callback.sign(KEY, chat, case, action, turn)
    assert len(data.encode()) == 40
    assert callback.read(KEY, chat, data) == callback.Parsed(case, action, turn)


def test_a_number_out_of_range_is_an_error_not_a_wrong_button() -> None:
    for case, turn in [(-1, 0), (2**64, 0), (1, 2**32)]:
        with pytest.raises(ValueError, match="out of range"):
            callback.sign(KEY, CHAT, case, Action.TAKE, turn)


def test_case_55_a_hundred_thousand_forged_buttons_are_refused_without_an_exception() -> None:
    dice = random.Random(55)
    genuine = callback.sign(KEY, CHAT, 17, Action.TAKE, 3)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for number in range(100_000):
        at = dice.randrange(len(genuine))
        match number % 4:
            case 0:
                forged = genuine[:at] + dice.choice(letters.replace(genuine[at], "")) + genuine[at + 1 :]
            case 1:
                forged = "".join(dice.choices(letters, k=dice.randrange(65)))
            case 2:
                forged = dice.randbytes(dice.randrange(65)).decode("latin-1")
            case _:
                forged = genuine[:at] + genuine[at + 1 :]
        assert callback.read(KEY, CHAT, forged) is None, forged


@pytest.mark.parametrize("data", ["", "=", "\ud800", "é" * 32, "A" * 10_000, "\0" * 64])
def test_case_55_odd_data_is_refused(data: str) -> None:
    assert callback.read(KEY, CHAT, data) is None


def test_case_55_a_button_is_worthless_in_another_chat_or_under_another_key() -> None:
    genuine = callback.sign(KEY, CHAT, 17, Action.TAKE, 3)
    assert callback.read(KEY, "-100999", genuine) is None
    assert callback.read(b"j" * 32, CHAT, genuine) is None
    assert callback.read(KEY, CHAT, genuine + "=") is None
    assert callback.read(KEY, CHAT, " " + genuine) is None


def test_case_54_an_old_button_still_says_for_which_turn_it_was_drawn() -> None:
    drawn = callback.sign(KEY, CHAT, 17, Action.TAKE, 3)
    parsed = callback.read(KEY, CHAT, drawn)
    assert parsed is not None
    assert parsed.turn == 3


def test_a_button_of_another_version_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(callback, "VERSION", 2)
    later = callback.sign(KEY, CHAT, 17, Action.TAKE, 3)
    monkeypatch.undo()
    assert callback.read(KEY, CHAT, later) is None


def test_case_59_a_pairing_code_has_128_bits_fits_a_link_and_is_kept_as_a_hash() -> None:
    codes = {pairing.new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", code) for code in codes)
    code = codes.pop()
    stored = pairing.hash_code(code)
    assert code not in stored
    assert pairing.hash_code(code) == stored != pairing.hash_code(code[:-1] + ("A" if code[-1] != "A" else "B"))
    assert len(pairing.hash_code("\ud800")) == len(stored)
    assert pairing.deep_link("seintje_bot", code) == f"https://t.me/seintje_bot?start={code}"
    assert (pairing.LIFE.total_seconds(), pairing.TRIES) == (600, 5)


@given(version=st.integers(1, 2**63 - 1), choice=st.sampled_from(Choice))
def test_a_button_under_a_version_of_the_protocol_is_never_one_of_a_case(version: int, choice: Choice) -> None:
    data = callback.sign_choice(KEY, CHAT, version, choice)
    assert len(data) <= 64
    assert callback.read(KEY, CHAT, data) == callback.Chosen(version, choice)
    assert callback.read(KEY, "42", data) is None
