"""The colleagues of an unwatched demo: they do what people do, and their pages do what platforms do."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.demo.colleagues import AFTER, NOTE, TAKE, Colleagues
from bot.demo.platform import OURS, PretendPage, pages
from bot.ports import ActionError, Failure, Looked, PublicAct, Target, Verb
from tests.bot.office import Office
from tests.bot.public import PUBLIC, SOURCE

Build = Callable[..., Office]
THREAT = "Ik weet je te vinden, ik maak je af"
COMPLAINT = "Er is een klacht over slechte zorg in de Beukenhof, wij zijn niet teruggebeld"


def act(verb: Verb, key: str = "k1", text: str = "", own: str = "") -> PublicAct:
    return PublicAct(key, verb, Target("pagina", "facebook_page", "m1"), text, own)


def team(care: Office) -> Colleagues:
    return Colleagues(care.telegram, {person: phone.number for person, phone in care.phones.items()})


def plays(care: Office, people: Colleagues, **amount: float) -> list[str]:
    """Let them be for a while; what they did."""
    end, did = care.clock.now() + timedelta(**amount), []
    while (at := people.next_at()) is not None and at <= end:
        care.forward(seconds=max((at - care.clock.now()).total_seconds(), 0))
        before = dict(people._did)
        if people.act(care.clock.now()):
            did += [key[2] for key in people._did if people._did[key] != before.get(key)]
        care.forward(seconds=2)
    return did


def test_somebody_takes_it_notes_rests_once_and_finishes_when_it_is_quiet(office: Build) -> None:
    care = office(PUBLIC, actors={SOURCE: PretendPage(SOURCE, "facebook_page")})
    care.says(COMPLAINT)
    care.forward(seconds=5)
    people = team(care)
    did = plays(care, people, hours=8)
    assert did[:4] == [TAKE, NOTE, "Sluimer…", "1 uur"] and did[-1] == "Afgerond"
    assert care.case().case.state == "resolved"
    assert {"snoozed", "woken", "noted"} <= set(care.log())
    assert people.next_at() is None and not people.act(care.clock.now())


def test_what_breaks_the_house_rules_is_hidden_by_two_of_them(office: Build) -> None:
    page = PretendPage(SOURCE, "facebook_page")
    care = office(PUBLIC, actors={SOURCE: page})
    care.says(THREAT)
    care.forward(seconds=5)
    did = plays(care, team(care), hours=1)
    assert {"Verberg", "Leg voor", "Akkoord"} <= set(did)
    assert page.hidden == {"m1"}
    assert {"draft_proposed", "draft_agreed"} <= set(care.log())


def test_nobody_who_is_only_informed_runs_ahead_of_the_others() -> None:
    assert AFTER[TAKE] < timedelta(minutes=15)


def test_a_page_does_once_what_is_asked_and_tells_the_truth_afterwards() -> None:
    async def story() -> None:
        page = PretendPage("pagina", "facebook_page")
        first = await page.act(act(Verb.REPLY, text="Dag!"))
        assert (await page.act(act(Verb.REPLY, text="Dag!"))).id == first.id and len(page.answers) == 1
        assert (await page.look_up(act(Verb.REPLY))).looked is Looked.DONE
        assert (await page.look_up(act(Verb.REPLY, key="other"))).looked is Looked.NOT_DONE
        for verb, back in ((Verb.HIDE, Verb.UNHIDE), (Verb.LIKE, None)):
            assert (await page.look_up(act(verb))).looked is Looked.NOT_DONE
            await page.act(act(verb))
            assert (await page.look_up(act(verb))).looked is Looked.DONE
            if back is not None:
                await page.act(act(back))
                assert (await page.look_up(act(back))).looked is Looked.DONE
        await page.act(act(Verb.DELETE_OWN, own=first.id))
        assert (await page.look_up(act(Verb.DELETE_OWN, own=first.id))).looked is Looked.DONE
        assert (await page.look_up(act(Verb.REPLY))).looked is Looked.NOT_DONE
        await page.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("wish", "failure"),
    [
        (act(Verb.DELETE_OWN, own="9"), Failure.GONE),
        (act(Verb.BLOCK), Failure.REFUSED),
        (act(Verb.REPLY, text="x" * 2001), Failure.REFUSED),
    ],
)
def test_a_page_refuses_what_it_cannot_do(wish: PublicAct, failure: Failure) -> None:
    with pytest.raises(ActionError) as refused:
        asyncio.run(PretendPage("pagina", "facebook_page").act(wish))
    assert refused.value.failure is failure


def test_every_platform_of_ours_has_a_page() -> None:
    assert set(pages()) == set(OURS)
