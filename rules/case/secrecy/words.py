"""The words that give somebody away, in Dutch and English: what is certain, and what a second person should look at.

Each pattern belongs to one kind of secret (a word of ``rules.case.secrecy.Secret``). ``asks_allowed``: in a question or
a condition ("Woont uw moeder bij ons? Bel dan …", "If you are a client …") the same words tell nothing.
"""

import re
from dataclasses import dataclass
from functools import cache

KIN = (
    "moeder|vader|ouders?|oma|opa|man|vrouw|partner|zoon|dochter|kind|kinderen|broer|zus|tante|oom|familielid|naaste|"
    "schoonmoeder|schoonvader|moeders|vaders|pleegkind|kleinkind|broertje|zusje|dochtertje|zoontje|kindje|mantelzorger|"
    "echtgenote?|kleinzoon|kleindochter|nichtje|neefje|mama|papa|mam|pap|schoonzus|zwager"
)
CLIENT = "cliënte?|client|bewoner|bewoonster|patiënte?|patient|pupil|zorgvrager|deelnemer|logé"
KIN_EN = (
    "mother|father|mum|mom|dad|parents?|grandmother|grandfather|gran|grandma|grandpa|husband|wife|partner|son|"
    "daughter|child|brother|sister|aunt|uncle|relative|mummy|daddy|granddad"
)
CLIENT_EN = "client|resident|patient|tenant"
_LIVES = (
    "woont|woonde|verblijft|verbleef|logeert|logeerde|ligt|lag|zit|zat|opgenomen|behandeld|begeleid|verzorgd|verpleegd|"
    "overleden|gevallen|geholpen"
)
_YOUR = r"(?:uw|je|jouw|jullie|haar|zijn|hun)"
_WHO = (
    rf"(?:u|je|jij|jullie|hij|zij|ze|(?:{_YOUR}\s+)?(?:{KIN})|(?:deze|die|de)\s+(?:persoon|naam|mevrouw|meneer|dame|heer|man|vrouw)"
    r"(?:\s+in\s+kwestie)?|(?:mevrouw|meneer|dhr\.?|mw\.?)(?:\s+[\w'’-]+){1,3}|iemand met (?:die|deze) naam)"
)
_WHO_EN = (
    rf"(?:you|he|she|they|(?:your|his|her|their)\s+(?:{KIN_EN})|(?:this|that|the)\s+(?:person|lady|gentleman|man|woman)|"
    r"(?:mrs?|ms|miss)\.?\s+[\w'’-]+)"
)
_CARED = (
    r"(?:kreeg|krijgt|gekregen|moest|moet(?=\s+wachten)|wachtte|gewacht|gevallen|viel|geholpen|verzorgd|gewassen|behandeld|"
    r"begeleid|opgenomen|ontslagen|overleden|verhuisd|woont|woonde|ligt|lag|verblijft|verbleef|zit|zat|wegliep|weggelopen)"
)
_CARED_EN = (
    r"(?:had to wait|waited|fell|fallen|was helped|was washed|was treated|is treated|was admitted|was discharged|died|"
    r"passed away|moved|lives|lived|stays|stayed|received|receives|wandered)"
)
_ILL = (
    r"dement(?:ie)?|alzheimer|parkinson|depressie(?:f|ve)?|psychose|psychotisch|schizofrenie|borderline|autis(?:me|tisch)|adhd|"
    r"verslaving|verslaafd|kanker|tumor|copd|diabetes|suikerziekte|beroerte|hersenbloeding|epilepsie|burn-?out|anorexia|"
    r"eetstoornis|angststoornis|ptss|trauma|delier|hiv|incontinen(?:t|tie)|doorligwond(?:en)?|decubitus|ms"
)
_ILL_EN = (
    r"dementia|alzheimer'?s?|parkinson'?s?|depression|depressed|psychosis|psychotic|schizophrenia|borderline|autism|autistic|"
    r"adhd|addiction|addicted|cancer|tumou?r|copd|diabetes|stroke|epilepsy|anorexia|eating disorder|ptsd|delirium|hiv|"
    r"incontinen(?:t|ce)|pressure sores?|bedsores?"
)
_MONTH = (
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|february|march|may|june|"
    "july|august|october"
)
_DAY = (
    rf"(?:\d{{1,2}}\s+(?:{_MONTH})|(?:{_MONTH})\s+\d{{1,2}}|\d{{1,2}}[-/]\d{{1,2}}(?:[-/]\d{{2,4}})?|(?:{_MONTH})|"
    r"(?:maan|dins|woens|donder|vrij|zater|zon)dag|(?:mon|tues|wednes|thurs|fri|satur|sun)day|gisteren|yesterday|vorige week|"
    r"last week|20\d\d)"
)


@dataclass(frozen=True, slots=True)
class Tell:
    """A pattern, as written, and the secret it gives away."""

    secret: str
    written: str
    asks_allowed: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, built when the first text is held against it: who reads no draft does not wait for it."""
        return _built(self.written)


@cache
def _built(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def _tell(secret: str, *patterns: str, asks_allowed: bool = False) -> Tell:
    return Tell(secret, "|".join(patterns), asks_allowed)


_HERE = r"(?:bij ons|van ons|op onze (?:locatie|afdeling|groep)|in (?:ons|onze) (?:huis|instelling|kliniek|locatie|verpleeghuis))"
_HERE_EN = r"(?:with us|in our care|at our \w+|under our \w+)"

DEFINITE = (
    _tell(
        "confirms",
        rf"\b(?:uw|u|je|jouw|jullie)\s+(?:{KIN})\b[^.!?]{{0,40}}?\b{_HERE}(?:\s+(?:{_LIVES}))?",
        rf"\b(?:die|dat)\s+{_HERE}\s+(?:(?:is|was|wordt|werd)\s+)?(?:{_LIVES})\b",
        rf"{_HERE}\s+(?:{_LIVES}|in\s+(?:zorg|behandeling|begeleiding))\b",
        r"\b(?:in|onder)\s+behandeling\s+(?:is|was|bent|bij\s+ons)\b",
        rf"\b(?:onze|deze|die)\s+(?:{CLIENT})\b(?!\s*(?:enraad|raad|panel|en\b))",
        rf"\b(?:u|je|jij|jullie|hij|zij|ze|{KIN})\s+(?:bent|ben|is|was|waren|zijn)\s+(?:al\s+|inderdaad\s+|ook\s+)?"
        rf"(?:{_HERE}\s+)?(?:een\s+)?(?:{CLIENT})\b",
        rf"\byour\s+(?:{KIN_EN})\b[^.!?]{{0,40}}?\b{_HERE_EN}",
        rf"\b(?:our|this|that)\s+(?:{CLIENT_EN})\b(?!\s*(?:council|panel|association))",
        rf"\b(?:you|he|she|they|{KIN_EN})\s+(?:are|is|was|were)\s+(?:indeed\s+)?(?:a\s+|an\s+|our\s+)?(?:{CLIENT_EN})\b",
        r"\b(?:lives|lived|stays|stayed|is\s+staying|was\s+staying|living|being\s+treated)\s+with\s+us\b",
        rf"\b{_WHO_EN}\s+(?:is|are|was|were)\s+(?:in\s+our\s+care|under\s+our\s+treatment)\b",
        asks_allowed=True,
    ),
    _tell(
        "confirms",
        rf"\b(?:uw|jouw|je|jullie)\s+(?:{KIN})\b[^.!?,]{{0,60}}?\b{_CARED}\b",
        rf"\b{_CARED}\b[^.!?,]{{0,25}}?\b(?:uw|jouw|je)\s+(?:{KIN})\b",
        rf"\byour\s+(?:{KIN_EN})\b[^.!?,]{{0,60}}?\b{_CARED_EN}\b",
        asks_allowed=True,
    ),
    _tell(
        "denies",
        rf"\b(?:u|je|jij|jullie|hij|zij|ze|{KIN})\s+(?:bent|ben|is|was|waren|zijn)\s+(?:{_HERE}\s+)?"
        rf"(?:geen|niet|nooit)\s+(?:{_HERE}\s+)?(?:een\s+)?(?:{CLIENT})\b",
        rf"\b{_WHO}\s+(?:is|bent|was|zijn|komt|staat)\s+(?:(?:bij|in)\s+(?:ons|onze\s+\w+)\s+)?(?:niet|nergens)\s+"
        rf"(?:(?:bij|in)\s+(?:ons|onze)\s*(?:\w+\s+)?)?(?:bekend|voor|ingeschreven|geregistreerd)\b",
        rf"\b(?:kennen|kenden)\s+(?:wij\s+|we\s+)?(?:u|uw\s+(?:{KIN})|deze\s+\w+|{_WHO})\s+niet\b",
        rf"\b(?:woont|woonde|verblijft|verbleef|ligt|lag)\s+(?:hier\s+|{_HERE}\s+)?(?:niet|nooit)\s*(?:{_HERE})?\b",
        rf"\b(?:you|he|she|they|{KIN_EN})\s+(?:are|is|was|were)\s+(?:not|never)\s+(?:a\s+|an\s+|our\s+)?(?:{CLIENT_EN})\b",
        r"\bnot\s+known\s+to\s+us\b",
        rf"\b{_WHO_EN}\s+(?:do|does|did)(?:n['’]t|\s+not|\s+never)\s+(?:live|stay)\b",
        rf"\bno\s+(?:{CLIENT_EN})\s+(?:of|by|with)\s+(?:that|this)\s+name\b|\bwe\s+(?:have\s+no|don['’]t\s+have\s+a)\s+(?:{CLIENT_EN})\b",
        rf"\bgeen\s+(?:{CLIENT})\s+(?:met|van)\s+(?:die|deze)\s+naam\b",
        asks_allowed=True,
    ),
    _tell(
        "care",
        r"\b(?:uw|jouw|je|haar|zijn)\s+(?:behandeling|opname|verblijf|behandelaar|begeleid(?:er|ster)|begeleiding|zorgplan|indicatie|"
        r"medicatie|medicijnen|ontslag|intake|therapie|persoonlijk\s+begeleider|casemanager|huisbezoek|wijkverpleegkundige)\b",
        rf"\b(?:de\s+)?(?:behandeling|opname|verblijf|medicatie|begeleiding|verzorging)\s+van\s+(?:uw|jouw|je)\s+(?:{KIN})\b",
        r"\b(?:uw|jouw|je)\s+afspraak\s+(?:van|op|met)\b",
        r"\byour\s+(?:treatment|stay|care\s+plan|carer|medication|admission|discharge|therapist|key\s+worker|intake)\b",
        rf"\b(?:treatment|admission|stay|medication)\s+of\s+your\s+(?:{KIN_EN})\b",
        r"\byour\s+appointment\s+(?:of|on|with)\b",
        asks_allowed=True,
    ),
    _tell(
        "record",
        r"\b(?:ons|onze|het|uw|je|jouw|haar|zijn)\s+(?:zorg|cliënt|patiënten|medisch\s+)?dossier\b",
        r"\b(?:in|volgens|uit)\s+(?:ons\s+systeem|onze\s+(?:administratie|gegevens|systemen))\b",
        r"\brapportage\s+(?:van|over)\s+(?:uw|haar|zijn|je)\b",
        r"\b(?:our|your|the|her|his)\s+(?:medical\s+|care\s+|patient\s+|client\s+)?(?:records?|file)\s+(?:shows?|says?|of|about|we)\b",
        r"\b(?:in|from|according\s+to)\s+(?:our|your|her|his)\s+(?:medical\s+|care\s+|patient\s+|client\s+)?(?:records?|files?|system)\b",
        r"\byour\s+medical\s+(?:records?|file)\b",
    ),
    _tell(
        "diagnosis",
        rf"\b(?:uw|jouw|je|haar|zijn)\s+(?:{_ILL}|diagnose|ziekte|aandoening|ziektebeeld)\b",
        rf"\b(?:{_WHO})\s+(?:heeft|had|hebt|lijdt\s+aan|is|was|bent)\s+(?:\w+\s+){{0,2}}(?:{_ILL})\b",
        rf"\b(?:your|his|her)\s+(?:{_ILL_EN}|diagnosis|illness|condition)\b",
        rf"\b{_WHO_EN}\s+(?:has|had|have|suffers?\s+from|is|was)\s+(?:\w+\s+){{0,2}}(?:{_ILL_EN})\b",
        asks_allowed=True,
    ),
    _tell(
        "room",
        r"\b(?:kamer|appartement|bed|kamernummer)\s+(?:nummer\s+|nr\.?\s*)?[A-Z]?\d{1,4}[a-z]?\b",
        r"\b(?:room|flat|bed)\s+(?:number\s+|no\.?\s*)?[A-Z]?\d{1,4}[a-z]?\b",
        rf"\b(?:{_YOUR})\s+(?:kamer|appartement)\b",
        r"\b(?:her|his)\s+room\b",
    ),
    _tell(
        "date",
        rf"\b(?:opgenomen|ontslagen|behandeld|overleden|verhuisd|weggelopen|gevallen)\s+(?:op|in|sinds|tot|vanaf)\s+{_DAY}\b",
        rf"\b(?:op|sinds|vanaf|tot|in)\s+{_DAY}\b[^.!?]{{0,30}}?\b(?:opgenomen|ontslagen|behandeld|overleden|verbleef|verblijft|verhuisd)\b",
        rf"\b(?:sinds|vanaf|tot)\s+{_DAY}\s+{_HERE}",
        rf"\b(?:admitted|discharged|treated|died|moved\s+in|stayed)\s+(?:on|in|since|until|from)\s+{_DAY}\b",
        rf"\b(?:on|since|from|until|in)\s+{_DAY}\b[^.!?]{{0,30}}?\b(?:was|were|been)\s+(?:admitted|discharged|treated)\b",
    ),
)
"""What may never be said."""

_SHE = r"(?:is|was|heeft|had|wil|wilde|kreeg|krijgt|gaat|ging|kan|kon|moet|moest|woont|woonde|werd|wordt|bleef|kwam|komt|zegt|zei)"
_TREATED = (
    r"(?:therapie|sessies?|traject|opdagen|afgezegd|behandeling|begeleiding|dagbesteding|zorg|groep|intake|opname|medicijnen|"
    r"medicatie)"
)
_TREATED_EN = r"(?:therapy|sessions?|treatment|appointments?|care|programme|program|group|intake|medication)"

DOUBTFUL = (
    _tell("kin", rf"\b(?:uw|jouw|je)\s+(?:{KIN})\b", rf"\byour\s+(?:{KIN_EN})\b", asks_allowed=True),
    _tell(
        "confirms",
        rf"\b(?:hij|hem)\b|\b(?:zij|ze)\s+{_SHE}\b|\bhaar\b|\b(?:he|him|she|his|her)\b",
        r"\b(?:deze|die|de|betreffende)\s+(?:mevrouw|meneer|dame|heer|man|vrouw|jongen|jongere|meisje|oudere|persoon)\b",
        rf"\been\s+(?:{CLIENT})\b|\ban?\s+(?:{CLIENT_EN})\b|\bthe\s+(?:{CLIENT_EN})\b",
        rf"\bde\s+(?:{CLIENT})\b(?!\s+centraal)",
        r"\b(?:opa|oma|mama|papa|grandpa|grandma|granddad)\b",
        rf"\b(?:mevrouw|meneer)\s+{_SHE}\b",
        r"\b(?:this|that|the)\s+(?:lady|gentleman|man|woman|boy|girl|person)\b",
        asks_allowed=True,
    ),
    _tell(
        "care",
        r"\b(?:uw|jouw|je)\s+(?:afspraak|bezoek|aanmelding|casus|traject|klacht\s+bij\s+ons)\b",
        rf"\b(?:u|je)\s+(?:bent|ben|kwam|kwamen|had|hebt|heeft|wilde|stopte)\b[^.!?]{{0,40}}?\b{_TREATED}\b",
        r"\byour\s+(?:appointment|visit|referral|case|sessions?)\b",
        rf"\byou\s+(?:missed|stopped|ended|had|were|cancelled|came|received)\b[^.!?]{{0,40}}?\b{_TREATED_EN}\b",
        asks_allowed=True,
    ),
    _tell(
        "record",
        r"\bin\s+(?:het|ons|de)\s+(?:systeem|bestand|administratie)\b|\bop\s+(?:de|onze)\s+lijst\b",
        r"\bu\s+staat\b[^.!?]{0,25}?\bwachtlijst\b|\byou\s+are\b[^.!?]{0,25}?\bwaiting\s+list\b",
        r"\b(?:nagekeken|nagezocht|opgezocht)\b",
        r"\bin\s+(?:the|our)\s+(?:system|database)\b|\bon\s+(?:our|the)\s+list\b",
    ),
    _tell(
        "contact",
        r"\b(?:met|door)\s+de\s+(?:familie|naasten|ouders|dochter|zoon)\b[^.!?]{0,30}?\b(?:gesproken|contact|besproken)\b",
        r"\b(?:contact|gesproken)\b[^.!?]{0,20}?\bmet\s+de\s+(?:familie|naasten|ouders|dochter|zoon)\b",
        r"\bde\s+(?:familie|naasten)\s+(?:is|zijn)\s+(?:geïnformeerd|ingelicht|op\s+de\s+hoogte)\b",
        r"\b(?:gemeld|verteld|uitgelegd)\s+aan\s+de\s+(?:familie|naasten|ouders)\b",
        r"\b(?:zoals|wat)\s+(?:we|wij)?\s*(?:al\s+)?(?:telefonisch|gisteren|eerder|vorige\s+week)\s+(?:met\s+u\s+)?"
        r"(?:besproken|gesproken|afgesproken)\b",
        r"\b(?:we|wij)\s+(?:hebben|spraken)\s+u\s+(?:gisteren|eerder|vorige\s+week|vandaag|al)\b",
        r"\b(?:the\s+family|the\s+relatives)\s+(?:has|have|is|are|was|were)\s+(?:been\s+)?(?:informed|told|aware)\b",
        r"\bspoken\s+(?:to|with)\s+(?:the\s+family|the\s+relatives|you)\b|\bas\s+(?:we\s+)?discussed\b",
    ),
    _tell(
        "room",
        r"\b(?:op|van)\s+(?:afdeling|de\s+afdeling)\s+(?-i:[A-Z0-9])[\w-]*",
        r"\b(?:ward|unit)\s+(?-i:[A-Z0-9])[\w-]*",
    ),
    _tell("denies", rf"\b(?:is|zijn)\s+{_HERE}\s+niet\s+bekend\b|\bniet\s+{_HERE}\s+bekend\b", asks_allowed=True),
)
"""What may be meant well, and gives something away all the same: another pair of eyes."""

POSTAL = re.compile(r"\d{4} ?[A-Z]{2}\b")
"""A postal code: an address, which may be our own."""

_START = re.compile(r"[.!?\n]")
_ASKING = re.compile(
    r"\b(?:als|indien|wanneer|mocht|bent\s+u|ben\s+je|is\s+uw|is\s+je|heeft\s+u|hebt\s+u|heb\s+je|heeft\s+uw|iedereen|mensen|"
    r"ouderen|wie|alle|elke|if|when|whether|are\s+you|is\s+your|do\s+you|does\s+your|did\s+your|have\s+you|everyone|anyone|"
    r"people|for\s+all)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"\s*(?:woont|verblijft|ligt|zit|krijgt|of|lives?)\b", re.IGNORECASE)
"""Verbs that ask only as the first word."""


def in_question(text: str, start: int, end: int) -> bool:
    """Whether a place stands in a question, a condition or something said of everybody."""
    begin = max((m.end() for m in _START.finditer(text, 0, start)), default=0)
    if _OPENING.match(text, begin, end):
        return True
    asking = _ASKING.search(text, begin, end)
    return asking is not None and _leads(text[begin : asking.start()])


def _leads(before: str) -> bool:
    """Whether what stands before a word leaves it the opening of its sentence: a greeting, or a clause that has ended."""
    return len(before.split()) <= 3 or before.rstrip().endswith((",", ":", ";"))
