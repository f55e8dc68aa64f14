"""A protocol with house rules and agreed texts, and an office whose page stands on the fake platform."""

from tests.bot.office import Office
from tests.bot.protocol import CARE
from tests.fakes.platform import CAPABLE, FakeActor, Platform

PUBLIC = (
    CARE.replace("  lead: {name: Teamleider", "  team_lead: {name: Teamleider")
    .replace("backup: lead", "backup: team_lead")
    .replace("notify: lead}", "notify: team_lead}")
    .replace("  duty: {name: Piket", "  comms_on_call: {name: Piket")
    .replace("stand_in: duty", "stand_in: comms_on_call")
    .replace("owner: duty", "owner: comms_on_call")
    .replace("outside_office: duty", "outside_office: comms_on_call")
    .replace("[owner, duty]", "[owner, comms_on_call]")
    .replace("[owner, duty, spokesperson", "[owner, comms_on_call, spokesperson")
    .replace("push: always, points: 9}", "push: always, points: 9, sign_off: two people}")
    .replace("  complaint: {words:", "  hate: {words: [tuig, ras]}\n  complaint: {words:")
    .replace(
        "  - id: klacht\n",
        "  - id: haat\n    name: Haat\n    when: {topic: hate}\n    category: hate\n    level: attention\n    owner: webcare\n"
        "  - id: klacht\n",
    )
    .replace("    category: complaint\n", "    category: complaint\n    template: klacht\n    checklist: [klacht]\n")
    + """
platforms:
  facebook_page: {ours: true, reply: webcare}
  x: {ours: false, reply: never}
house_rules:
  - {breach: hate, may: [hide, delete, ban], four_eyes: true, alone_outside_office: hide, warn_first: true, appeal: 14 days}
  - {breach: threat, may: [hide], four_eyes: true, keep_evidence: 1 year}
  - {breach: complaint, may: [], note: Kritiek blijft staan}
templates:
  vraag: "Dag {naam}, goede vraag! {antwoord} ^{initialen}"
  klacht: "Dag {naam}, vervelend om te lezen. We horen graag wat er speelt: {contact}. ^{initialen}"
  huisregels: "Uw reactie past niet bij onze huisregels ({link}) en is verborgen. ^{initialen}"
checklists:
  klacht:
    - Kijk of de klacht al bekend is.
"""
)
SOURCE = "test"
"""What the office's mentions come from."""


def office_in_public(office, at=None, capabilities=CAPABLE, protocol=PUBLIC, **more) -> tuple[Office, Platform]:
    """An office, and the platform its page is on: what the public says stands there too."""
    there = Platform()
    actor = FakeActor(there, SOURCE, capabilities=capabilities)
    care = office(protocol, *([at] if at else []), actors={SOURCE: actor}, **more)
    return care, there


def says(care: Office, there: Platform, text: str, **more):
    """Somebody says something on our page."""
    mention = care.says(text, **more)
    there.message(text, mention.author.handle, mention.id)
    return mention
