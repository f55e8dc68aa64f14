"""Tokens are found again where they stood."""

from hypothesis import example, given
from hypothesis import strategies as st

from rules.text.sentiment.tokens import places, spans, tokens_of

PIECES = st.sampled_from(
    [":)", ":-(", "(:", "<3", "</3", "8)", "xD", "D:", "^_^", "-_-", "@ik.", "@", "http://a.b", "http:", "www.", "www.x", "niet",
     "foto's", "'s", "_", "-", "a\u0301", "\u200b", "😂", "👍🏽", "👨\u200d👩\u200d👧", "…", "!", ",", ".", "8", "x", "D", "=", "[", " "]
)  # fmt: skip


@given(st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=40)), st.text(max_size=4))
@example(")8:)", "")
@example("@ a @a", "")
def test_tokens_are_found_where_they_stood(text: str, before: str) -> None:
    assert places(text, tokens_of(text)) == spans(text)
    assert places(before + text, tokens_of(text), len(before)) == [
        (s + len(before), e + len(before)) for s, e in spans(text)
    ]
