"""Every problem the reader can tell: what is written, what that would do, how to mend it."""

from rules.i18n import N_
from rules.protocol.problems import Kind, Severity

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

FOUND_TEXT = N_("“{text}”")
FOUND_NOTHING = N_("niets")
FOUND_LIST = N_("een lijst")
FOUND_BLOCK = N_("een blok met sleutels")

# --- the file as a whole ---------------------------------------------------------------------------------

NO_FILES = Kind("no-files", _E, N_("Er is geen protocol om te lezen."), "", (N_("Begin met: seintje init."),))
EMPTY_FILE = Kind("empty-file", _E, N_("Dit bestand is leeg."), "", (N_("Begin met: seintje init."),))
NOT_SECTIONS = Kind(
    "not-sections",
    _E,
    N_("Een protocol bestaat uit onderdelen met een naam, maar hier staat {found}."),
    "",
    (N_("Begin met: protocol: 1"),),
)
TOO_LARGE = Kind(
    "too-large",
    _E,
    N_("Dit bestand is {size} kB groot; meer dan {limit} kB lees ik niet."),
    "",
    (N_("Verdeel het protocol over een map met meer bestanden."),),
)
TOO_MANY = Kind(
    "too-many-values",
    _E,
    N_("Dit bestand heeft meer dan {limit} waarden; verder lees ik niet."),
    "",
    (N_("Verdeel het protocol over een map met meer bestanden."),),
)
TOO_DEEP = Kind(
    "too-deep",
    _E,
    N_("Hier zitten meer dan {limit} lagen in elkaar."),
    N_("Zo diep gaat geen protocol; waarschijnlijk is een haakje niet gesloten."),
    (N_("Kijk naar de haakjes [ ] en {{ }} op deze regel."),),
)
NOT_UTF8 = Kind(
    "not-utf8",
    _E,
    N_("Dit bestand is niet als UTF-8 bewaard ({encoding})."),
    N_("Letters met een accent zouden verkeerd gelezen worden."),
    (N_("Bewaar het opnieuw en kies als codering UTF-8."),),
)
CONTROL_CHARACTER = Kind(
    "control-character",
    _E,
    N_("Hier staat een onzichtbaar teken ({code_point}) dat niet in een tekstbestand hoort."),
    "",
    (N_("Haal het weg, of typ de regel opnieuw."),),
)
ANCHOR = Kind(
    "anchor",
    _E,
    N_("“{name}” is een verwijzing binnen het bestand; die kent een protocol niet."),
    "",
    (N_("Schrijf de waarde voluit. Bedoelde u gewone tekst, zet die dan tussen aanhalingstekens."),),
)
TAG = Kind(
    "tag",
    _E,
    N_("Een waarde die met ! begint leest de computer als opdracht ({name}); dat mag hier niet."),
    "",
    (N_("Zet de tekst tussen aanhalingstekens."),),
)
MERGE_KEY = Kind(
    "merge-key", _E, N_("“<<” (samenvoegen) kent een protocol niet."), "", (N_("Schrijf de waarden voluit."),)
)
SECOND_DOCUMENT = Kind(
    "second-document",
    _E,
    N_("Met --- begint hier een tweede document in hetzelfde bestand."),
    N_("Alles hieronder zou niet meetellen."),
    (N_("Haal de streepjes weg, of maak er een apart bestand van in dezelfde map."),),
)
KEY_NOT_TEXT = Kind(
    "key-not-text",
    _E,
    N_("Een sleutel (wat vóór de dubbele punt staat) moet gewone tekst zijn."),
    "",
    (N_("Schrijf één woord, een dubbele punt, en dan de waarde."),),
)
WRONG_LANGUAGE_VERSION = Kind(
    "language-version", _E, N_("Deze protocoltaal ({found}) ken ik niet."), "", (N_("Schrijf: protocol: 1"),)
)

# --- keys ------------------------------------------------------------------------------------------------

DUPLICATE_KEY = Kind(
    "duplicate-key",
    _E,
    N_("“{key}” staat hier twee keer."),
    N_("Eén van de twee zou niet meetellen."),
    (N_("Bedoelde u allebei? Schrijf: {both}."), N_("Haal er één weg, of voeg ze samen.")),
)
UNKNOWN_KEY = Kind(
    "unknown-key",
    _E,
    N_("“{key}” bestaat niet."),
    N_("Wat erachter staat zou niet meetellen."),
    (N_("Bedoelde u “{guess}”?"), N_("Hier kan staan: {known}.")),
)
MISSING_KEY = Kind(
    "missing-key", _E, N_("“{key}” ontbreekt."), "", (N_("Schrijf “{key}:” met daarachter {expected}."),)
)
EMPTY_KEY = Kind(
    "empty-key",
    _H,
    N_("Achter “{key}” staat niets."),
    N_("Het telt als weggelaten."),
    (N_("Vul het in of haal het weg."),),
)

# --- values ----------------------------------------------------------------------------------------------

NAME_NOT_ID = Kind("name-not-id", _E, N_("{what} “{name}” heet in dit bestand “{id}”."), "", (N_("Schrijf: {id}."),))
EXPECTED = Kind("expected", _E, N_("Hier staat {found}, maar ik verwacht hier {expected}."))
UNKNOWN_CHOICE = Kind(
    "unknown-choice",
    _E,
    N_("“{text}” kan hier niet."),
    "",
    (N_("Bedoelde u “{guess}”?"), N_("Kies uit: {choices}.")),
)
UNKNOWN_NAME = Kind(
    "unknown-name",
    _E,
    N_("{what} “{name}” bestaat niet."),
    "",
    (
        N_("Bedoelde u “{guess}”?"),
        N_("Wel bekend: {choices}."),
    ),
)
TOO_LONG = Kind("too-long", _E, N_("Deze tekst is {length} tekens lang; meer dan {limit} kan niet."))
CURLY_QUOTES = Kind(
    "curly-quotes",
    _W,
    N_("Deze aanhalingstekens “ ” komen uit een tekstverwerker; ik lees ze als letters."),
    "",
    (N_('Vervang ze door ".'),),
)
COLON_IN_TEXT = Kind(
    "colon-in-text",
    _E,
    N_("In de tekst staat een dubbele punt."),
    N_("Die knipt de zin in tweeën."),
    (N_('Zet de hele tekst tussen "aanhalingstekens".'),),
)
BRACKETS_IN_TEXT = Kind(
    "brackets-in-text",
    _E,
    N_("Een tekst die met een haakje [ of {{ begint wordt niet als tekst gelezen."),
    "",
    (N_('Zet de hele tekst tussen "aanhalingstekens".'),),
)
BAD_ID = Kind(
    "bad-id",
    _E,
    N_("“{text}” kan geen naam zijn waar andere delen naar verwijzen."),
    "",
    (N_("Gebruik letters, cijfers, streepje of _, zonder spaties."),),
)
NOT_ON_OFF = Kind(
    "not-on-off",
    _E,
    N_("“{text}” ken ik hier niet als aan of uit."),
    "",
    (N_("Bedoelde u {guess}?"), N_("Kies true (ja) of false (nee).")),
)
OUT_OF_RANGE = Kind("out-of-range", _E, N_("{value} kan hier niet: het moet tussen {least} en {most} liggen."))
THOUSANDS_POINT = Kind(
    "thousands-point",
    _E,
    N_("In “{text}” staat een punt voor duizendtallen; die lees ik als komma."),
    "",
    (N_("Schrijf: {guess}."),),
)
SECRET_NAME = Kind(
    "secret-name",
    _E,
    N_("“{text}” verwijst niet naar een geheim."),
    "",
    (N_("Na secret: hoort een naam in hoofdletters, cijfers en _, zoals secret:TEL_KARIN."),),
)
SECRET_WRITTEN_OUT = Kind(
    "secret-written-out",
    _E,
    N_("Hier staat {what}."),
    N_("Wie dit bestand mag lezen zou het zien."),
    (N_("Zet zulke gegevens in de kluis met: seintje geheim {name}. Schrijf hier: secret:{name}."),),
    private=True,
)
NOT_A_DURATION = Kind(
    "not-a-duration",
    _E,
    N_("“{text}” is geen duur."),
    "",
    (
        N_("Bedoelde u “{guess}”?"),
        N_("Schrijf een getal met minutes, hours, days, weeks, years, office hours of workdays (Nederlands mag ook)."),
    ),
)
ONLY_PLAIN_TIME = Kind(
    "only-plain-time",
    _E,
    N_("“{text}” staat stil buiten kantoortijd; dat kan hier niet."),
    "",
    (N_("Schrijf een duur in minutes, hours, days of weeks."),),
)
ZERO_DURATION = Kind(
    "zero-duration", _E, N_("Een duur van nul kan hier niet."), "", (N_("Schrijf een duur boven nul."),)
)
NOT_A_DATE = Kind(
    "not-a-date",
    _E,
    N_("“{text}” is geen datum."),
    "",
    (N_("Bedoelde u {guess}?"), N_("Schrijf jaar-maand-dag, zoals 2026-05-05.")),
)
NOT_A_MOMENT = Kind(
    "not-a-moment",
    _E,
    N_("“{text}” is geen datum met tijd."),
    "",
    (N_("Schrijf jaar-maand-dag en de tijd, zoals 2026-05-05 09:00."),),
)
TIME_MISSING = Kind(
    "time-missing", _E, N_("Bij “{text}” ontbreekt de tijd."), "", (N_("Schrijf bijvoorbeeld: {guess}."),)
)
EMPTY_ITEM = Kind(
    "empty-item",
    _E,
    N_("Dit punt van de lijst is leeg."),
    N_("Alles na # wordt als opmerking gelezen."),
    (N_('Begint het woord met #, zet er dan aanhalingstekens omheen: "#woord".'),),
)
COMMA_IN_SENTENCE = Kind(
    "comma-in-sentence",
    _W,
    N_("De komma maakt hier twee punten van: “{first}” en “{second}”."),
    "",
    (N_("Is het één zin? Zet hem op een eigen regel met een streepje."),),
)
UNKNOWN_CATEGORY = Kind(
    "unknown-category",
    _W,
    N_("Geen enkele regel geeft de categorie “{name}”."),
    N_("Wat hier staat geldt dus nooit."),
    (N_("Bedoelde u “{guess}”?"), N_("Wel bekend: {choices}.")),
)
EMPTY_LIST = Kind("empty-list", _E, N_("Deze lijst is leeg."), "", (N_("Zet er iets in, of haal de sleutel weg."),))
ONLY_TRUE = Kind(
    "only-true", _E, N_("Hier kan alleen true staan."), "", (N_("Haal de regel weg als het niet moet gelden."),)
)
NOT_COUNTED = Kind(
    "not-counted",
    _E,
    N_("“{text}” weet ik niet te tellen."),
    "",
    (N_("Schrijf bijvoorbeeld: negative mentions, all mentions of negative mentions by media."),),
)

# --- one part of the protocol ------------------------------------------------------------------------------

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
ID_TWICE = Kind(
    "id-twice",
    _E,
    N_("“{id}” staat er twee keer."),
    N_("Het is dan niet te zeggen welke van de twee bedoeld is."),
    (N_("Geef er één een andere naam, of voeg ze samen."),),
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
    "silence-without-end",
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

# --- how it is written -------------------------------------------------------------------------------------

STAR_UNQUOTED = Kind(
    "star-unquoted",
    _W,
    N_('Een woord dat met * begint moet tussen aanhalingstekens: "{word}".'),
    N_("Ik heb het alvast zo gelezen."),
)
HASH_UNQUOTED = Kind(
    "hash-unquoted",
    _W,
    N_('Alles na # wordt als opmerking gelezen. Schrijf "{word}" tussen aanhalingstekens.'),
    N_("Ik heb het alvast zo gelezen."),
)
SPECIAL_UNQUOTED = Kind(
    "special-unquoted",
    _W,
    N_('Een woord dat met @, % of ` begint moet tussen aanhalingstekens: "{word}".'),
    N_("Ik heb het alvast zo gelezen."),
)
NOT_YAML = Kind(
    "not-readable",
    _E,
    N_("Vanaf hier kan ik het niet meer volgen."),
    "",
    (N_("Kijk op deze regel en die erboven naar inspringen, haakjes en aanhalingstekens."),),
)
TAB = Kind("tab", _E, N_("Hier staat een tab."), "", (N_("Gebruik spaties om in te springen (2 per niveau)."),))
QUOTE_OPEN = Kind(
    "quote-open",
    _E,
    N_("Hier gaat een aanhalingsteken open dat niet dichtgaat (ik merk het pas op regel {noticed})."),
    "",
    (N_('Zet aan het eind van de tekst een ".'),),
)
BACKSLASH = Kind(
    "backslash",
    _E,
    N_("Een \\ tussen dubbele aanhalingstekens leest de computer als opdracht."),
    "",
    (N_("Gebruik hier enkele aanhalingstekens: '…'."),),
)
COLON_IN_VALUE = Kind(
    "colon-in-value",
    _E,
    N_("In de tekst achter “{key}” staat een dubbele punt."),
    N_("De computer denkt dat daar een nieuwe sleutel begint."),
    (N_('Zet de hele tekst tussen "aanhalingstekens".'),),
)
DASH_INLINE = Kind(
    "dash-inline",
    _E,
    N_("Een streepje voor een punt van een lijst kan niet achter een dubbele punt staan."),
    "",
    (N_("Begin het streepje op een nieuwe regel, of schrijf de lijst als [a, b]."),),
)
HASH_SWALLOWS = Kind(
    "hash-swallows",
    _E,
    N_("Alles na # wordt als opmerking gelezen, dus de lijst eindigt nergens."),
    "",
    (N_('Schrijf "{word}" tussen aanhalingstekens.'),),
)
COMMA_MISSING = Kind(
    "comma-missing",
    _E,
    N_("Hier ontbreekt een komma, of een aanhalingsteken te veel sluit de tekst te vroeg."),
    "",
    (N_("Zet tussen twee waarden een komma en sluit af met {other}."),),
)
BRACKET_OPEN = Kind(
    "bracket-open",
    _E,
    N_("Hier gaat een {sign} open die niet dichtgaat (ik merk het pas op regel {noticed})."),
    "",
    (N_("Zet aan het eind een {other}, en een komma tussen de waarden."),),
)
COLON_MISSING = Kind(
    "colon-missing",
    _E,
    N_("Achter “{text}” ontbreekt een dubbele punt."),
    "",
    (N_("Schrijf een sleutel, een dubbele punt, een spatie en dan de waarde."),),
)
INDENT_LESS = Kind(
    "indent-less",
    _E,
    N_("“{key}” springt {spaces} minder in dan “{other}” op regel {other_line}."),
    "",
    (N_("Zet ze recht onder elkaar."),),
)
INDENT_MORE = Kind(
    "indent-more",
    _E,
    N_("“{key}” springt {spaces} verder in dan “{other}” op regel {other_line}."),
    "",
    (N_("Zet ze recht onder elkaar."),),
)
BAD_START = Kind(
    "bad-start",
    _E,
    N_("Met het teken {sign} kan hier niets beginnen."),
    "",
    (N_('Hoort het bij de tekst, zet de hele tekst dan tussen "aanhalingstekens".'),),
)
TOO_MANY_FILES = Kind("too-many-files", _E, N_("Deze map heeft {count} bestanden; meer dan {limit} lees ik niet."))
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
