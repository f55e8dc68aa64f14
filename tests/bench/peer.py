"""The rules of the benchmark's protocol for the ``business-rules`` package, which looks at every rule for every fact."""

from typing import Any

from business_rules import run_all
from business_rules.actions import BaseActions, rule_action
from business_rules.variables import (
    BaseVariables,
    numeric_rule_variable,
    select_multiple_rule_variable,
    string_rule_variable,
)

from rules.judge.facts import Facts
from rules.protocol.model import OneOf, Protocol, Within


class Known(BaseVariables):  # type: ignore[misc]
    """What is known of a mention, as that package asks for it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @select_multiple_rule_variable(options=[])  # type: ignore[untyped-decorator]
    def topic(self) -> list[str]:
        return list(self.facts.topics)

    @string_rule_variable()  # type: ignore[untyped-decorator]
    def sentiment(self) -> str:
        return self.facts.label

    @numeric_rule_variable()  # type: ignore[untyped-decorator]
    def reach(self) -> float:
        return self.facts.number("reach") or 0


class Counted(BaseActions):  # type: ignore[misc]
    """Counts what fires."""

    def __init__(self) -> None:
        self.count = 0

    @rule_action(params={})  # type: ignore[untyped-decorator]
    def fire(self) -> None:
        self.count += 1


def fired(protocol: Protocol, facts: Facts) -> int:
    """How many of the rules fire."""
    counted = Counted()
    run_all(rule_list=_translated(protocol), defined_variables=Known(facts), defined_actions=counted)
    return counted.count


_translations: dict[int, list[dict[str, Any]]] = {}


def _translated(protocol: Protocol) -> list[dict[str, Any]]:
    """Made once for each protocol: writing the rules down is not what is measured."""
    known = _translations.get(id(protocol))
    if known is None:
        known = _translations[id(protocol)] = [_rule(rule.when) for rule in protocol.rules]
    return known


def _rule(when: Any) -> dict[str, Any]:
    conditions = [_condition(one) for one in when.conditions]
    return {"conditions": {"all": conditions}, "actions": [{"name": "fire", "params": {}}]}


def _condition(condition: Any) -> dict[str, Any]:
    match condition:
        case OneOf("topic", ids):
            return {"name": "topic", "operator": "shares_at_least_one_element_with", "value": list(ids)}
        case OneOf("sentiment", (label,)):
            return {"name": "sentiment", "operator": "equal_to", "value": label}
        case Within("reach", bound):
            return {"name": "reach", "operator": "greater_than_or_equal_to", "value": bound.value}
        case _:
            raise ValueError(f"the benchmark writes no such condition: {condition}")
