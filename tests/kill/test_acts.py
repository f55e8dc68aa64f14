"""Public actions and a process that dies: done once or not at all, and who does not know asks (the real program, real sockets)."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.platform import Platform, served
from tests.kill.harness import hurried_environment
from tests.kill.programs import Launcher
from tests.kill.scene import BAS, Scene, scene

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
TEXT = "We horen graag wat er speelt, bel 088-1234567."


@pytest.fixture(scope="module")
def there() -> Iterator[tuple[Platform, Launcher]]:
    """One platform for the module, and a launcher of programs that can act on it."""
    platform = Platform()
    with served(platform) as url, Launcher(hurried_environment() | {"KILL_PLATFORM": url}) as launcher:
        yield platform, launcher


@pytest.fixture
def care(tmp_path: Path, there: tuple[Platform, Launcher]) -> Iterator[Scene]:
    platform, launcher = there
    platform.posts.clear()
    platform.replies.clear()
    platform.done.clear()
    platform.writes, platform.blind = 0, False
    with scene(tmp_path, launcher) as told:
        yield told


def newest(care: Scene, start: str):
    """The newest message on the phone that begins so."""
    return next(m for m in reversed(care.phone(BAS)) if m.text.startswith(start))


def agreed(care: Scene, platform: Platform) -> None:
    """A text was written and its button pressed while the program was down."""
    care.says()
    care.runs_until_rest()
    care.press(BAS)
    care.until(lambda: any("Antwoord kiezen" in m.labels for m in care.phone(BAS)))
    care.telegram.press(BAS, care.phone(BAS)[0].id, "Antwoord kiezen")
    care.until(lambda: any("Eigen tekst" in m.labels for m in care.phone(BAS)))
    care.telegram.press(BAS, newest(care, "Zaak 1").id, "Eigen tekst")
    care.until(lambda: any(m.text.startswith("Schrijf hier") for m in care.phone(BAS)))
    care.telegram.say(BAS, TEXT, reply_to=newest(care, "Schrijf hier").id)
    care.until(lambda: "Plaats het" in newest(care, "Zaak 1").labels)
    care.until(lambda: not care.left())
    care.stop()
    external = care.one("SELECT external_id FROM mentions")
    platform.message("klacht", id=external)
    care.telegram.press(BAS, newest(care, "Zaak 1").id, "Plaats het")


def settled(care: Scene) -> str:
    """Wait until the action is settled; what it is then."""
    care.until(lambda: care.one("SELECT count(*) FROM acts WHERE settled_at IS NOT NULL"))
    time.sleep(0.2)
    return str(care.one("SELECT state FROM acts"))


@pytest.mark.parametrize(
    ("point", "before", "then"),
    [
        ("act.claimed", 0, "done"),  # nothing had left: it goes
        ("act.out", 0, "failed"),  # it may have left: it is looked up, it had not, a person may try again
        ("act.answered", 1, "done"),  # it was carried out: looked up, and never sent again
        ("act.settled", 1, "done"),
    ],
)
def test_an_action_is_never_done_twice_wherever_the_process_dies(
    care: Scene, there: tuple[Platform, Launcher], point: str, before: int, then: str
) -> None:
    platform = there[0]
    agreed(care, platform)
    care.dies_at(point)
    assert platform.writes == before
    care.start()
    assert settled(care) == then
    assert sum(platform.done.values()) == (1 if then == "done" else 0) == platform.writes
    care.until(lambda: not care.left())
    shown = newest(care, "Zaak 1")
    if then == "done":
        assert "Het antwoord staat er." in shown.text
        return
    assert "Opnieuw" in shown.labels
    care.telegram.press(BAS, shown.id, "Opnieuw")
    care.until(lambda: "Het antwoord staat er." in newest(care, "Zaak 1").text)
    assert sum(platform.done.values()) == 1


def test_what_the_platform_cannot_tell_is_handed_to_a_person(care: Scene, there: tuple[Platform, Launcher]) -> None:
    platform = there[0]
    agreed(care, platform)
    care.dies_at("act.answered")
    for post in platform.posts.values():
        post.gone = True
    care.start()
    assert settled(care) == "handed"
    care.until(lambda: "Het is gebeurd" in newest(care, "Zaak 1").labels)
    assert platform.writes == 1
