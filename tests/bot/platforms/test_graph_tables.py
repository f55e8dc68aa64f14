"""Every call we make of the Graph API, held against Meta's own tables of methods, edges and arguments.

The tables are those of the package facebook-business, which is read as text and never imported; without it this is
skipped. ``FACEBOOK_BUSINESS`` may name the folder in which it was unpacked.
"""

import asyncio
import importlib.util
import os
import re
from functools import cache
from pathlib import Path

import pytest

from bot.platforms.facebook import CAPABILITIES
from bot.ports import PublicAct, Target, Verb
from tests.bot.platforms.contract import NOW
from tests.bot.platforms.test_facebook import OnPage, looking
from tests.fakes.graph import PAGE

OURS = frozenset({"appsecret_proof", "fields", "limit", "after"})
"""Arguments that every edge takes; an edge may be asked for as a field (field expansion)."""


@cache
def tables() -> Path:
    named = os.environ.get("FACEBOOK_BUSINESS")
    spec = importlib.util.find_spec("facebook_business") if named is None else None
    if named is None and (spec is None or spec.origin is None):
        pytest.skip("facebook-business is not here: pip install --no-deps facebook-business, or set FACEBOOK_BUSINESS")
    folder = Path(named) if named else Path(spec.origin).parent  # type: ignore[union-attr, arg-type]
    return folder / "adobjects"


@cache
def calls(kind: str) -> dict[tuple[str, str], set[str]]:
    """(method, edge) → arguments, of one kind of node."""
    text = (tables() / f"{kind}.py").read_text("utf-8")
    found = {}
    for call in re.finditer(r"node_id=self\['id'\],\s+method='(\w+)',\s+endpoint='/(\w*)'", text):
        start = text.rfind("param_types = {", 0, call.start())
        found[call[1], call[2]] = set(re.findall(r"'(\w+)':", text[start : text.index("}", start)]))
    return found


@cache
def fields(kind: str) -> set[str]:
    text = (tables() / f"{kind}.py").read_text("utf-8")
    block = text[text.index("class Field(") :]
    return set(re.findall(r"^        \w+ = '(\w+)'$", block, re.MULTILINE))


def kind_of(node: str, stage: OnPage) -> str:
    if node == PAGE:
        return "page"
    return "pagepost" if node in stage.graph.nodes and stage.graph.nodes[node].post else "comment"


def test_everything_we_do_is_in_the_tables():
    tables()
    stage = OnPage()
    try:
        target = stage.message()
        own = stage.graph.says("Dank", NOW, by=PAGE, on=target.id).id
        asyncio.run(everything(stage, target, own))
        looked = looking(stage.server, messages=True, ratings=True)
        looked()
    finally:
        stage.close()
    asked = {
        (kind_of(node, stage), method, edge, tuple(sorted(args))) for method, node, edge, args in stage.graph.calls
    }
    assert len(asked) > 12
    for kind, method, edge, args in sorted(asked):
        known = calls(kind)
        assert (method, edge) in known, f"{kind} has no {method} /{edge}"
        wrong = set(args) - known[method, edge] - OURS
        assert not wrong, f"{method} {kind}/{edge} does not take {wrong}"


async def everything(stage: OnPage, target: Target, own: str) -> None:
    for verb in [*sorted(CAPABILITIES.verbs - {Verb.DELETE, Verb.DELETE_OWN}), Verb.DELETE_OWN, Verb.DELETE]:
        text = "Bel ons" if verb in (Verb.REPLY, Verb.PRIVATE_REPLY) else ""
        act = PublicAct("k", verb, target, text, own)
        await stage.actor.look_up(act)
        await stage.actor.act(act)
    await stage.actor.close()


FIELDS = [
    ("pagepost", "id message from created_time permalink_url comments"),
    ("comment", "id message from created_time permalink_url parent is_hidden user_likes can_reply_privately"),
    ("recommendation", "created_time recommendation_type review_text open_graph_story reviewer"),
    ("unifiedthread", "id updated_time messages"),
]


@pytest.mark.parametrize(("kind", "names"), FIELDS)
def test_every_field_we_ask_for_is_known(kind: str, names: str):
    edges = {edge for method, edge in calls(kind) if method == "GET"}
    assert set(names.split()) - fields(kind) - edges == set()
