"""Quotes are put around words that need them, and nowhere else."""

import pytest

from rules.protocol.mend import mend

CASES = {
    "[*zorg, bel*, @x, #y, a b]": '["*zorg", bel*, "@x", "#y", a b]',
    "a: *zorg huis # c\nb: @x\n": 'a: "*zorg huis" # c\nb: "@x"\n',
    "- *zorg\n- 'it''s *x, *y'\n- \"a, *b\\\" , *c\"\n": '- "*zorg"\n- \'it\'\'s *x, *y\'\n- "a, *b\\" , *c"\n',
    "w:\n  *zorg: 2\n  @q: 1\nt: foo\n  *bar baz\n": 'w:\n  "*zorg": 2\n  "@q": 1\nt: foo\n  *bar baz\n',
    "a: |\n  [*x]\n\n  - *y\nb: [*z]": 'a: |\n  [*x]\n\n  - *y\nb: ["*z"]',
    "- |\n  [*x]\n- [*y]": '- |\n  [*x]\n- ["*y"]',
    "- id: x\n  text: >-\n    *foo\n  when: [*g]": '- id: x\n  text: >-\n    *foo\n  when: ["*g"]',
    "x: [a, # c *q\n  *zorg]\n": 'x: [a, # c *q\n  "*zorg"]\n',
    "text: foto's, *b [ *c\nd: [*e]": 'text: foto\'s, *b [ *c\nd: ["*e"]',
    "a: [*, b]\nc: *": 'a: ["*", b]\nc: "*"',
    'a: [*d\'é, `x`, %y, *"z"]': 'a: ["*d\'é", "`x`", "%y", \'*"z"\']',
    "a: [*d'\"]": "a: [*d'\"]",
    "a: [#x\n  ]": "a: [#x\n  ]",
    "a: 'x\n  y'\nb: [*c]": "a: 'x\n  y'\nb: [\"*c\"]",
    "a: ] *x": "a: ] *x",
}


@pytest.mark.parametrize("text", CASES)
def test_quotes(text: str) -> None:
    mended = mend("p.yaml", text)
    assert mended.text == CASES[text]
    for problem in mended.problems:
        word = dict(problem.args)["word"]
        line = text.split("\n")[problem.place.line - 1]
        assert line[problem.place.column - 1 :].startswith(str(word))


def test_what_needs_no_quotes_is_not_looked_at_twice() -> None:
    assert mend("p.yaml", "a: [b*, c * d]\n").text == "a: [b*, c * d]\n"
