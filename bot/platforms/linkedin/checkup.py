"""What ``doctor`` finds at a LinkedIn page."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.errors import Explained
from bot.platforms.examine import bad, failed, good
from bot.platforms.graph.values import block, moment, text
from bot.platforms.http import HttpError
from bot.platforms.linkedin import LOGIN, NEEDED, PORTAL, LinkedInSource
from bot.platforms.linkedin.line import Line, Pass
from bot.platforms.linkedin.notices import EVENT
from bot.platforms.linkedin.urns import at, encoded, urn
from bot.platforms.meter import BudgetError
from bot.platforms.outcome import CallError
from bot.platforms.platform import Tools
from bot.ports import Failure, Finding
from rules.i18n import N_, translator

SOON = timedelta(days=14)
VERSION_LIVES = 12
"""Months; a warning comes in the last one."""
NEW_TOKEN = N_(
    "Laat een beheerder van de pagina opnieuw toestemming geven en bewaar het nieuwe token met: seintje geheim"
)
MISSING = N_("Laat een beheerder opnieuw toestemming geven, nu ook voor {right}.")


async def checkup(source: LinkedInSource, tools: Tools, line: Line, given: Pass) -> Sequence[Finding]:
    """Everything; what cannot be asked without what failed before is left out."""
    found = [_version(source, tools)]
    try:
        token = await given.access()
    except CallError as error:
        return [*found, failed(tools, source.name, error, NEW_TOKEN, PORTAL)]
    found += [*await _token(source, tools, token)]
    found.append(await _reads(source, tools, line, "rw_organization_admin", _notifications(source)))
    if found[-1].good:
        found.append(await _reads(source, tools, line, "r_organization_social", _posts(source)))
        found += [*await _role(source, tools, line), *await _door(source, tools, line)]
    return [*found, await _left(source, tools, line)]


def _version(source: LinkedInSource, tools: Tools) -> Finding:
    now = tools.clock.now()
    age = (now.year - int(source.version[:4])) * 12 + now.month - int(source.version[4:])
    if age >= VERSION_LIVES - 1:
        return bad(
            tools,
            source.name,
            N_("versie {version} van LinkedIns API loopt af (een versie leeft een jaar)"),
            N_("Haal 'version' weg na een nieuwe versie van seintje, of zet er een nieuwere: {newer}"),
            "https://learn.microsoft.com/linkedin/marketing/versioning",
            version=source.version,
            newer=f"{now:%Y%m}",
        )
    return good(tools, source.name, N_("versie {version} van de API"), version=source.version)


async def _token(source: LinkedInSource, tools: Tools, token: str) -> Sequence[Finding]:
    """What LinkedIn says of the token; only who knows the app's secret may ask."""
    if source.client_secret is None or not source.client_id:
        note = N_("met client_id en client_secret erbij ziet seintje ook wanneer het token verloopt")
        return [good(tools, source.name, note)]
    form = {"client_id": source.client_id, "client_secret": source.client_secret.reveal(), "token": token}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    address = f"{source.token_url or LOGIN}/oauth/v2/introspectToken"
    try:
        answer = await tools.http.ask("POST", address, headers=headers, content=urlencode(form).encode())
        said = block(json.loads(answer.body)) if answer.status == 200 else {}
    except (HttpError, ValueError, RecursionError) as error:
        why = error.text(tools.lang) if isinstance(error, Explained) else "-"
        return [Finding(False, source.name, why, unreachable=True)]
    if said.get("active") is not True:
        message = N_("het token werkt niet meer, of is niet van deze app")
        return [bad(tools, source.name, message, NEW_TOKEN, PORTAL)]
    return [*_lives(source, tools, said), *_rights(source, tools, said)]


def _lives(source: LinkedInSource, tools: Tools, said: Mapping[str, object]) -> Iterator[Finding]:
    until = moment(said.get("expires_at"))
    if until is None:
        return
    days = max(0, (until - tools.clock.now()) // timedelta(days=1))
    if not source.renews and until - tools.clock.now() < SOON:
        yield bad(tools, source.name, N_("het token verloopt over {days} dagen"), NEW_TOKEN, PORTAL, days=days)
    else:
        yield good(tools, source.name, N_("het token werkt nog {days} dagen"), days=days)


def _rights(source: LinkedInSource, tools: Tools, said: Mapping[str, object]) -> Iterator[Finding]:
    have = text(said.get("scope")).replace(",", " ").split()
    lacking = [one for one in NEEDED if one not in have]
    if have and lacking:
        rights = ", ".join(lacking)
        yield bad(tools, source.name, N_("het token mist: {right}"), MISSING, PORTAL, right=rights)


async def _reads(source: LinkedInSource, tools: Tools, line: Line, right: str, path: str) -> Finding:
    """Whether something can be read at all; a refusal names the permission it takes."""
    try:
        await line.page(path, 0, 1)
    except (CallError, BudgetError) as error:
        remedy = NEW_TOKEN
        if isinstance(error, CallError) and error.failure is Failure.PERMISSION:
            remedy = _missing(tools, right)
        return failed(tools, source.name, error, remedy, PORTAL)
    return good(tools, source.name, N_("te lezen met {right}"), right=right)


def _missing(tools: Tools, right: str) -> str:
    return translator(tools.lang).gettext(MISSING).format(right=right)


def _notifications(source: LinkedInSource) -> str:
    return (
        f"organizationalEntityNotifications?q=criteria&actions=List(COMMENT)&organizationalEntity={encoded(source.urn)}"
    )


def _posts(source: LinkedInSource) -> str:
    return f"posts?q=author&author={encoded(source.urn)}"


async def admin(source: LinkedInSource, line: Line) -> str:
    """Whose token it is, when that is an administrator of the page; else empty. Raises ``CallError``."""
    page = await line.page("organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED", 0, 100)
    for one in page.items:
        if urn(one.get("organization")) == source.urn:
            return urn(one.get("roleAssignee"))
    return ""


async def _role(source: LinkedInSource, tools: Tools, line: Line) -> Sequence[Finding]:
    try:
        who = await admin(source, line)
    except (CallError, BudgetError) as error:
        return [failed(tools, source.name, error, _missing(tools, "rw_organization_admin"), PORTAL)]
    if who:
        return []
    remedy = N_("Laat een beheerder (super admin) van de pagina het token maken.")
    page = f"https://www.linkedin.com/company/{source.organization}/admin/settings/manage-admins/"
    return [bad(tools, source.name, N_("het token is niet van een beheerder van de pagina"), remedy, page)]


async def _door(source: LinkedInSource, tools: Tools, line: Line) -> Sequence[Finding]:
    """Whether LinkedIn brings to our door, where there is one."""
    if source.client_secret is None or not tools.public_url:
        return []
    door = f"{tools.public_url}/hooks/{source.name}"
    try:
        page = await line.page(f"eventSubscriptions?q=subscriberAndEventType&eventType={EVENT}", 0, 100)
    except (CallError, BudgetError) as error:
        if isinstance(error, CallError) and error.failure in (Failure.PERMISSION, Failure.REFUSED, Failure.GONE):
            return [good(tools, source.name, N_("LinkedIn staat deze app geen webhook toe; er wordt alleen gekeken"))]
        return [failed(tools, source.name, error)]
    for one in page.items:
        if text(one.get("webhook")) == door:
            return list(_subscribed(source, tools, at(one.get("expiresAt"))))
    message, remedy = (
        N_("LinkedIn brengt nog niets op {door}"),
        N_("Meld de webhook aan met: seintje source hook {name}"),
    )
    return [bad(tools, source.name, message, remedy, PORTAL, door=door, name=source.name)]


def _subscribed(source: LinkedInSource, tools: Tools, until: datetime | None) -> Iterator[Finding]:
    if until is not None and until - tools.clock.now() < SOON:
        remedy = N_("Meld hem opnieuw aan met: seintje source hook {name}")
        yield bad(tools, source.name, N_("de webhook loopt bijna af"), remedy, PORTAL, name=source.name)
    else:
        yield good(tools, source.name, N_("de webhook is aangemeld"))


async def _left(source: LinkedInSource, tools: Tools, line: Line) -> Finding:
    left = await line.purse.left() or 0
    if left > 0:
        return good(
            tools, source.name, N_("vandaag zijn nog {left} van {quota} vragen over"), left=left, quota=source.quota
        )
    remedy = N_(
        "Om middernacht UTC gaat het vanzelf verder; zet 'every' langer of 'quota' hoger als het vaker gebeurt."
    )
    return bad(tools, source.name, N_("de {quota} vragen van vandaag zijn op"), remedy, quota=source.quota)
