"""Every problem of the settings that the protocol's reader does not know already."""

from rules.i18n import N_
from rules.protocol.problems import Kind, Severity

_E, _W = Severity.ERROR, Severity.WARNING

NO_FILE = Kind(
    "config-missing",
    _E,
    N_("{file} bestaat niet."),
    "",
    (N_("Maak het met: seintje init. Of wijs het aan met --config."),),
)
NOT_READABLE = Kind("config-unreadable", _E, N_("{file} kan niet worden gelezen: {why}."))
NOT_SETTINGS = Kind(
    "config-not-settings",
    _E,
    N_("Dit bestand bevat geen instellingen."),
    "",
    (N_("Schrijf regels als `naam: waarde`; begin met config.example.yaml."),),
)
LITERAL_SECRET = Kind(
    "secret-literal",
    _E,
    N_("Hier staat het geheim zelf; wat er staat wordt hier niet herhaald."),
    N_("Wie dit bestand mag lezen zou het kennen."),
    (N_("Vervang het geheim bij de uitgever, en schrijf hier env:NAAM of file:/pad/naar/bestand."),),
    private=True,
)
PASSWORD_IN_ADDRESS = Kind(
    "secret-in-address",
    _E,
    N_("In dit adres staat een wachtwoord; wat er staat wordt hier niet herhaald."),
    N_("Wie dit bestand mag lezen zou het kennen."),
    (N_("Zet het hele adres in een omgevingsvariabele of bestand en schrijf env:NAAM of file:/pad."),),
    private=True,
)
NO_VARIABLE = Kind(
    "env-missing",
    _E,
    N_("De omgevingsvariabele {name} bestaat niet of is leeg."),
    "",
    (N_("Geef haar een waarde voor seintje start, of verwijs naar een bestand met file:/pad."),),
)
NO_SECRET_FILE = Kind(
    "secret-file-missing",
    _E,
    N_("Het bestand {file} met het geheim kan niet worden gelezen: {why}."),
    "",
    (N_("Kijk naar de naam en de rechten; alleen seintje hoeft het te kunnen lezen."),),
)
EMPTY_SECRET_FILE = Kind(
    "secret-file-empty", _E, N_("Het bestand {file} met het geheim is leeg."), "", (N_("Zet het geheim erin."),)
)
OPEN_SECRET_FILE = Kind(
    "secret-file-open",
    _W,
    N_("Ook anderen op deze computer mogen het geheim in {file} lezen (rechten {mode})."),
    "",
    (N_("Sluit het af met: chmod 600 {file}"),),
)
WRONG_ADDRESS = Kind(
    "address-wrong",
    _E,
    N_("Dit kan ik niet opvragen: {why}."),
    "",
    (N_("Schrijf een adres als https://www.voorbeeld.nl/rss."),),
)
SAME_NAME = Kind(
    "source-name-twice",
    _E,
    N_("Twee bronnen heten “{name}”."),
    N_("Hun berichten zouden door elkaar lopen."),
    (N_("Geef elke bron een eigen naam."),),
)
UNKNOWN_DATABASE = Kind(
    "database-unknown",
    _E,
    N_("Dit soort database ken ik niet."),
    "",
    (N_("Schrijf de naam van een bestand, zoals data/seintje.db, of een adres dat met postgresql:// begint."),),
)
OPEN_TO_ALL = Kind(
    "web-open",
    _W,
    N_("De pagina's luisteren op {host}: ook andere computers kunnen erbij."),
    "",
    (N_("Zet er een webserver met https voor, of schrijf host: 127.0.0.1."),),
)
WEBHOOK_SECRET = Kind(
    "webhook-secret",
    _E,
    N_("Dit geheim kan Telegram niet meesturen; wat er staat wordt hier niet herhaald."),
    "",
    (N_("Kies 16 tot 256 letters, cijfers, - of _. Bijvoorbeeld wat dit geeft: openssl rand -hex 32"),),
    private=True,
)
WEBHOOK_NO_PAGES = Kind(
    "webhook-without-pages",
    _E,
    N_("Met web: off kan Telegram hier niets brengen."),
    N_("Op knoppen drukken zou niets doen."),
    (N_("Haal web: off weg, of haal webhook weg: dan vraagt seintje er zelf om."),),
)
WEBHOOK_NO_ADDRESS = Kind(
    "webhook-without-address",
    _E,
    N_("Zonder public_url weet Telegram niet waar het moet zijn."),
    N_("Op knoppen drukken zou niets doen."),
    (
        N_(
            "Zet bij web: public_url het https-adres waarop seintje van buiten te bereiken is, of haal webhook weg: dan "
            "vraagt seintje er zelf om."
        ),
    ),
)
WEBHOOK_WRONG_ADDRESS = Kind(
    "webhook-address-wrong",
    _E,
    N_("Telegram brengt alleen naar https, op poort 443, 80, 88 of 8443; bij public_url staat {url}."),
    N_("Op knoppen drukken zou niets doen."),
    (N_("Verander public_url, of haal webhook weg: dan vraagt seintje er zelf om."),),
)
SECRET_NOT_GIVEN = Kind(
    "secret-not-given",
    _W,
    N_("Wat het protocol hier noemt, staat niet in config.yaml: {names}."),
    N_("Langs die weg is deze collega niet te bereiken."),
    (N_("Zet het daar onder secrets: {lines}"),),
)
SCORER_NEEDS = Kind(
    "scorer-incomplete",
    _E,
    N_("Zonder {keys} weet de tweede lezer niet wat te doen."),
    "",
    (N_("Noem de map met het model, en de antwoorden van het model waarbij iemand moet kijken."),),
)
SCORER_NEEDS_NOT = Kind(
    "scorer-too-much",
    _W,
    N_("{keys} hoort niet bij kind: e5 en wordt niet gebruikt."),
    "",
    (N_("Haal het weg, of schrijf kind: transformers."),),
)
SCORER_NOT_INSTALLED = Kind(
    "scorer-not-installed",
    _W,
    N_("Het pakket voor deze tweede lezer staat niet op deze computer."),
    N_("Alles werkt, maar zonder tweede lezing."),
    (N_("Installeer het met: pip install 'seintje[{extra}]'"),),
)
SCORER_NO_FOLDER = Kind(
    "scorer-no-model",
    _W,
    N_("De map {file} met het model is er niet."),
    N_("Alles werkt, maar zonder tweede lezing."),
    (N_("Zet het model daar neer, of verander de naam van de map."),),
)
MAIL_LOGIN_HALF = Kind(
    "mail-login-half",
    _E,
    N_("Bij de mailserver staat een gebruiker zonder wachtwoord, of een wachtwoord zonder gebruiker."),
    "",
    (N_("Zet ze er allebei bij (user, password), of geen van beide."),),
)
MAIL_SENDER = Kind(
    "mail-sender",
    _E,
    N_("Dit is geen mailadres."),
    "",
    (N_("Schrijf bijvoorbeeld: Seintje <seintje@voorbeeld.nl>"),),
)
MAIL_OPEN_LOGIN = Kind(
    "mail-open-login",
    _W,
    N_("Het wachtwoord gaat zo leesbaar over de lijn."),
    "",
    (N_("Schrijf security: starttls of tls."),),
)
NUMBER_NOWHERE = Kind(
    "service-without-number",
    _E,
    N_("In dit adres staat nergens {to}, dus het nummer van de collega komt er niet in."),
    N_("Alle berichten zouden naar hetzelfde nummer gaan."),
    (N_("Zet {to} in het adres op de plaats van het nummer."),),
    private=True,
)
SERVICES_NOT_INSTALLED = Kind(
    "apprise-not-installed",
    _E,
    N_("Het pakket voor sms en andere diensten staat niet op deze computer."),
    N_("Langs die weg komt geen seintje aan."),
    (N_("Installeer het met: pip install 'seintje[apprise]'"),),
)
NOT_IN_PROTOCOL = Kind(
    "apprise-unknown-person",
    _W,
    N_("{name} staat niet in het protocol."),
    N_("Dit adres wordt niet gebruikt."),
    (N_("Schrijf de naam zoals bij people in het protocol, of haal de regel weg."),),
)
NO_SECOND_WAY = Kind(
    "no-second-way",
    _W,
    N_("Er is geen tweede weg voor dringende seintjes."),
    N_("Valt Telegram uit, dan hoort niemand iets."),
    (N_("Zet in config.yaml een blok email (of apprise). Zie docs/how-to/tweede-weg.md"),),
)
NOT_REACHED_TWICE = Kind(
    "one-way-in-settings",
    _W,
    N_(
        "{name} staat in de opschaling van een dringend niveau, maar is met deze instellingen alleen via {way} te bereiken."
    ),
    N_("Valt dat uit, dan hoort {name} niets."),
    (N_("Bewaar het mailadres met: seintje geheim {secret}, en zet het blok email in config.yaml."),),
)
