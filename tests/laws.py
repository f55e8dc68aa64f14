"""How many examples a law is tried on: all of them where the slow tests run too, a share of them in the quick suite."""

from hypothesis import HealthCheck, settings

SHARE = 4
"""The quick suite tries one in so many."""
LEAST = 10

_quick = False


def choose(*, quick: bool) -> None:
    """Before any test is imported: which suite this is."""
    global _quick
    _quick = quick
    # A busy machine is no reason to fail: laws are about what happens, not about how long it took.
    calm = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("seintje", max_examples=examples(100), **calm)
    settings.load_profile("seintje")


def examples(full: int) -> int:
    """So many of ``full`` examples in this suite."""
    return max(min(full, LEAST), full // SHARE) if _quick else full
