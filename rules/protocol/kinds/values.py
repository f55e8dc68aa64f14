"""What stands behind a key, or does not."""

from rules.i18n import N_
from rules.protocol.problems import Kind, Severity

_E, _W, _H = Severity.ERROR, Severity.WARNING, Severity.HINT

FOUND_TEXT = N_("“{text}”")

FOUND_NOTHING = N_("niets")

FOUND_LIST = N_("een lijst")

FOUND_BLOCK = N_("een blok met sleutels")

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

NAME_NOT_ID = Kind("name-not-id", _E, N_("{what} “{name}” heet in dit bestand “{id}”."), "", (N_("Schrijf: {id}."),))

UNKNOWN_CATEGORY = Kind(
    "unknown-category",
    _W,
    N_("Geen enkele regel geeft de categorie “{name}”."),
    N_("Wat hier staat geldt dus nooit."),
    (N_("Bedoelde u “{guess}”?"), N_("Wel bekend: {choices}.")),
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

EMPTY_LIST = Kind("empty-list", _E, N_("Deze lijst is leeg."), "", (N_("Zet er iets in, of haal de sleutel weg."),))

ONLY_TRUE = Kind(
    "only-true", _E, N_("Hier kan alleen true staan."), "", (N_("Haal de regel weg als het niet moet gelden."),)
)

ID_TWICE = Kind(
    "id-twice",
    _E,
    N_("“{id}” staat er twee keer."),
    N_("Het is dan niet te zeggen welke van de twee bedoeld is."),
    (N_("Geef er één een andere naam, of voeg ze samen."),),
)
