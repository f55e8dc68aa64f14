"""What a document calls things: known before it is read, so that order never matters."""

from collections.abc import Iterator, Mapping

from rules.protocol.nodes import Items, Node, Pairs, Scalar

SIGNAL_TOPICS = tuple(
    f"signal_{name}"
    for name in (
        "threat",
        "insult",
        "discrimination",
        "call_to_action",
        "press",
        "lawyer",
        "regulator",
        "complaint_body",
        "death_or_safety",
        "personal_data",
        "crisis_words",
    )
)
"""Topics that need no words of the protocol: the product recognises them by itself (``rules.text.signals``)."""

_BY_KEY = ("people", "roles", "levels", "topics", "platforms", "author_kinds", "templates", "checklists", "on_call")


def names_in(root: Pairs, unread: frozenset[str] = frozenset()) -> Mapping[str, Mapping[str, str]]:
    """Per kind of thing its ids with their display names. Kinds of ``unread`` sections, and of sections
    that are not what they should be, are left out: nobody knows them."""
    wrong = {key.text for key, value in root.pairs if isinstance(value, Scalar) and not value.empty}
    wrong |= {key.text for key, value in root.pairs if key.text in _BY_KEY and isinstance(value, Items)}
    names = {section: _named(root.get(section)) for section in _BY_KEY}
    organisation = root.get("organisation")
    names["locations"] = _named(organisation.get("locations") if isinstance(organisation, Pairs) else None)
    names["categories"] = dict.fromkeys(_each(root.get("rules"), "category"), "")
    names["rules"] = dict.fromkeys((*_each(root.get("rules"), "id"), *_each(root.get("patterns"), "id")), "")
    needs = {"locations": "organisation", "categories": "rules"}
    return {kind: ids for kind, ids in names.items() if needs.get(kind, kind) not in unread | wrong}


def numbers_in(root: Pairs) -> Mapping[str, int]:
    """Level ids with their numbers, as far as they are written well."""
    numbers: dict[str, int] = {}
    levels = root.get("levels")
    for key, value in levels.pairs if isinstance(levels, Pairs) else ():
        number = value.get("number") if isinstance(value, Pairs) else None
        if isinstance(number, Scalar) and number.text.isascii() and number.text.isdigit():
            numbers[key.text] = int(number.text[:3])
    return numbers


def _named(node: Node | None) -> dict[str, str]:
    if not isinstance(node, Pairs):
        return {}
    return {key.text: _display(value) for key, value in node.pairs}


def _display(node: Node) -> str:
    name = node.get("name") if isinstance(node, Pairs) else None
    return name.text if isinstance(name, Scalar) else ""


def _each(node: Node | None, key: str) -> Iterator[str]:
    for item in node.items if isinstance(node, Items) else ():
        value = item.get(key) if isinstance(item, Pairs) else None
        if isinstance(value, Scalar):
            yield value.text
