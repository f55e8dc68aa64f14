"""How the file as a whole is written: what cannot be read at all, and the riddles of indentation and quotes."""

from rules.i18n import N_
from rules.protocol.problems import Kind, Severity

_E, _W = Severity.ERROR, Severity.WARNING

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

LINE_TOO_LONG = Kind(
    "line-too-long",
    _E,
    N_("Deze regel is langer dan {limit} tekens; verder lees ik niet."),
    "",
    (N_("Verdeel hem over meer regels."),),
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

TOO_MANY_FILES = Kind("too-many-files", _E, N_("Deze map heeft {count} bestanden; meer dan {limit} lees ik niet."))

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
