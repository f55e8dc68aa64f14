"""What one part of the protocol asks for."""

from rules.i18n import N_
from rules.protocol.problems import Kind, Severity

_E, _W = Severity.ERROR, Severity.WARNING

NOT_COUNTED = Kind(
    "not-counted",
    _E,
    N_("“{text}” weet ik niet te tellen."),
    "",
    (N_("Schrijf bijvoorbeeld: negative mentions, all mentions of negative mentions by media."),),
)

ROLE_FILLED_TWICE = Kind(
    "role-filled-twice",
    _E,
    N_("Een rol krijgt haar mensen maar van één plek."),
    "",
    (N_("Kies people, schedule of from en haal de andere weg."),),
)

STAND_IN_SELF = Kind(
    "stand-in-self",
    _E,
    N_("Een rol kan niet zichzelf vervangen."),
    "",
    (N_("Kies een andere rol, of haal stand_in weg."),),
)

NOT_A_WEEKDAY = Kind(
    "not-a-weekday",
    _E,
    N_("“{text}” is geen dag van de week."),
    "",
    (N_("Schrijf bijvoorbeeld mon-fri, sat of ma-vr."),),
)

HOURS_SPELLED = Kind(
    "hours-spelled",
    _W,
    N_("Kantoortijden staan op één regel."),
    N_("Ik lees het zo: {guess}."),
    (N_("Schrijf: {guess}."),),
)

NOT_HOURS = Kind("not-hours", _E, N_("“{text}” zijn geen tijden."), "", (N_("Schrijf van-tot, zoals 08:30-17:30."),))

HOURS_BACKWARDS = Kind(
    "hours-backwards", _E, N_("Het einde ligt niet na het begin."), "", (N_("Kijk of de tijden verwisseld zijn."),)
)

FIRST_OTHER_DAY = Kind(
    "first-other-day",
    _E,
    N_("{date} valt op een andere dag dan waarop de dienst wisselt."),
    N_("Het is dan niet duidelijk wie er begint."),
    (N_("Kies bij first een datum op de dag die bij starts staat."),),
)

ENDS_BEFORE_START = Kind(
    "ends-before-start",
    _E,
    N_("Het einde ligt niet na het begin."),
    N_("Het zou nooit gelden."),
    (N_("Kijk naar from en until."),),
)

LEVEL_NUMBER_TWICE = Kind(
    "level-number-twice",
    _E,
    N_("Niveau “{first}” en “{second}” hebben allebei nummer {number}."),
    "",
    (N_("Geef elk niveau een eigen nummer van 0 tot en met 4."),),
)

LEVELS_MISSING = Kind(
    "levels-missing",
    _E,
    N_("Er is geen niveau met nummer {missing}."),
    "",
    (N_("Er horen vijf niveaus te zijn: 0 ruis, 1 dagelijks, 2 aandacht, 3 ernstig, 4 crisis."),),
)

PATTERN_UNSAFE = Kind(
    "pattern-unsafe",
    _E,
    N_(
        "Dit zoekpatroon kan blijven hangen op lange teksten en is geweigerd (vooruitkijken en terugverwijzen kan niet)."
    ),
    "",
    (N_("Meestal is een woord met * genoeg."),),
)

PATTERN_BROKEN = Kind(
    "pattern-broken", _E, N_("Dit zoekpatroon klopt niet ({why})."), "", (N_("Meestal is een woord met * genoeg."),)
)

PATTERN_ANYTHING = Kind(
    "pattern-anything",
    _E,
    N_("Dit zoekpatroon past op elke tekst, ook op een lege."),
    N_("Het onderwerp zou bij élk bericht herkend worden."),
    (N_("Meestal is een woord met * genoeg."),),
)

NO_WORD = Kind(
    "no-word",
    _E,
    N_("In “{text}” staat geen letter of cijfer om naar te zoeken."),
    N_("Leestekens en plaatjes worden niet vergeleken; dit zou nooit iets vinden."),
    (N_("Schrijf een woord, of haal het weg."),),
)

NEEDS_SELF = Kind(
    "needs-self", _E, N_("Een onderwerp kan niet zichzelf nodig hebben."), "", (N_("Noem een ander onderwerp."),)
)

RULE_WITHOUT_WHEN = Kind(
    "rule-without-when",
    _E,
    N_("Deze regel heeft geen voorwaarde (when) en zou dus bij élk bericht gelden."),
    N_("Elk bericht zou daarmee ten minste “{level}” worden."),
    (N_("Schrijf bijvoorbeeld: when: {{topic: …}}."),),
)

RULE_WITHOUT_EFFECT = Kind(
    "rule-without-effect",
    _E,
    N_("Deze regel doet niets, ook niet als hij past."),
    "",
    (N_("Geef hem level, points, at_most, notify of tags, of haal hem weg."),),
)

PATTERN_WITHOUT_EFFECT = Kind(
    "pattern-without-effect",
    _E,
    N_("Dit patroon zegt niet wat er moet gebeuren: {keys} ontbreekt."),
    "",
    (N_("Geef level en owner, of proposes en ask."),),
)

PATTERN_WITHOUT_THRESHOLD = Kind(
    "pattern-without-threshold",
    _E,
    N_("Dit patroon heeft geen drempel."),
    N_("Het zou bij elk bericht gelden."),
    (N_("Geef at_least, fewer_than of times_usual."),),
)

SILENCE_WITHOUT_END = Kind(
    "silence-until-missing",
    _E,
    N_("Een stilte moet een einddatum hebben."),
    N_("Anders blijft het stil zonder dat iemand het merkt."),
    (N_("Tot wanneer? Schrijf bijvoorbeeld: until: 2026-05-31 23:59."),),
)

ALONE_NOT_ALLOWED = Kind(
    "alone-not-allowed",
    _E,
    N_("{actions} mag hier helemaal niet, dus ook niet alleen buiten kantoortijd."),
    "",
    (N_("Zet het ook bij may, of haal het weg."),),
)

BAD_PLACEHOLDER = Kind(
    "bad-placeholder",
    _E,
    N_("{field} is geen invulveld."),
    N_("Het zou letterlijk in het antwoord komen."),
    (N_("Een invulveld is één woord tussen accolades, zoals {{naam}}."),),
)

LOOSE_BRACE = Kind(
    "loose-brace",
    _E,
    N_("In deze tekst staat een accolade zonder wederhelft."),
    "",
    (N_("Een invulveld schrijft u zo: {{naam}}."),),
)

TEST_WITHOUT_EXPECTATION = Kind(
    "test-without-expectation",
    _E,
    N_("Deze test verwacht niets."),
    N_("Hij zou altijd slagen."),
    (N_("Schrijf bijvoorbeeld: expect: {{level: serious}}."),),
)

HISTORY_WITHOUT_COUNT = Kind(
    "history-without-count",
    _E,
    N_("Hier moet precies één aantal staan."),
    "",
    (N_("Schrijf bijvoorbeeld: negative: 3 or more."),),
)

TOO_MANY_PATTERNS = Kind(
    "too-many-patterns",
    _E,
    N_("Dit protocol heeft meer dan {limit} zoekpatronen; zoveel lees ik er niet."),
    "",
    (N_("Meestal is een woord met * genoeg."),),
)
