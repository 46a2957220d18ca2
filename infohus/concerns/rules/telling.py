"""The words that tell who somebody is who does not want to be known: how people write of themselves, and what each kind of reporter is called.

Plain word forms, each with its endings and the compounds that begin or end with it; nothing is read as a text is understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from infohus.concerns.rules.words import Source
from infohus.disclosures.rules import UNSEEN

# How somebody who wrote without a name tells who they are to the person: »min yngste søn«, »mit barns skole«, »jeg er faren«, »my brother«.
_ONES_OWN = (
    r"(?:(?:sted|bonus|pap|pleje|adoptiv|sviger|lille|store|tvillinge|halv|eks)?(?:søn(?:ner)?|datter|døtre|barn|børn|dreng|pige|bror|brødre|søster|søstre|mand|"
    r"kone|kæreste|mor|far)|barnebarn|børnebørn|eks|tvilling|nevø|niece|fætter|kusine|onkel|tante|elev\w*|klasse|nabo|kollega\w*|ven|venner|veninde\w*|"
    r"kammerat|forlovede|bofælle|medarbejder|patient\w*|klient\w*|borger)"
)
_ONES_OWN_IN_ENGLISH = (
    r"(?:(?:step|half|foster|grand|ex)?[\s-]?(?:son|daughter|child|children|kids?|boy|girl|brother|sister|husband|wife|boyfriend|girlfriend|partner|mother|"
    r"father|mum|mom|dad)|ex|twin|nephew|niece|cousin|uncle|aunt|pupil|student|class|teacher|neighbou?r|colleague|friend|employee|patient|client)"
)
# One word or two between, none that begins something else.
_BETWEEN = r"(?:\s+(?!(?:og|at|er|som|til|fra|med|om|har|da|når|der|han|hun|and|that|is|was)\b)[\w-]+){0,2}?"
OF_ONESELF = re.compile(
    rf"\b(?:min|mit|mine|vor|vort|vore|vores){_BETWEEN}\s+{_ONES_OWN}s?\b|"
    r"\bjeg\s+er\s+(?:(?:hans|hendes)(?:\s+\w+)?|(?:moren|moderen|faren|faderen|læreren|naboen)(?!\s+vild)|mor|far|lærer|nabo)\b|\bsom\s+(?:mor|far|lærer|nabo)\b|"
    r"\bjeg\s+(?:arbejder|arbejdede|er\s+(?:ansat|uddannet)|var\s+ansat)(?:\s+(?:også|her|selv|til\s+daglig))?\s+(?:som|på|hos|i|ved|for)\s+\w+|"
    r"\b(?:i|med)\s+mit\s+(?:arbejde|job)\s+(?:som|på|hos|i|ved)\s+\w+|\bI\s+work(?:ed)?\s+(?:as|at|for|in)\s+(?:(?:an?|the)\s+)?\w+|"
    rf"\b(?:my|our){_BETWEEN}\s+{_ONES_OWN_IN_ENGLISH}s?\b|\bI(?:\s+am|['’]m)\s+(?:his|her|the)(?:\s+\w+)?\b",
    re.IGNORECASE,
)

_COLLEAGUE = r"kolleg\w* arbejdskammerat\w* arbejdsgiver\w* chef(?:en|er|erne)?s? medarbejder\w* colleagues?"
_FAMILY = (
    r"(?:mor|far)(?:mor|far)\w* bedste(?:mor|far|forældr)\w* moster\w* mostre\w* faster\w* fastre\w* onk(?:el|ler)\w* tante\w* farbror\w* morbror\w* "
    r"kusine\w* fæt(?:ter|re)\w* nevø\w* niece\w* barnebarn\w* børnebørn\w* svoger\w* svigerinde\w* sviger\w* slægtning\w* pårørende\w* "
    r"hustru\w* konens? ægtefælle\w* samlever\w* ekskone\w* eksmand\w* eksmænd\w* (?:hans|hendes)\s+(?:mand|kone) "
    r"uncles? aunts? cousins? nephews? grand(?:mother|father|parent|child)\w* husbands? wife wives"
)
# What each kind of reporter is called, in Danish and then in English. `\w*` takes endings and compounds along; where that would take other words too,
# the endings are spelled out.
WORDS_OF: dict[Source, str] = {
    Source.SELF: (
        r"(?:borgeren|personen|han|hun|vedkommende|(?:den|det)\s+unge|drengen|pigen|barnet|manden|kvinden|eleven)(?:\s+(?:har|er|kom|ringede|skrev))?\s+selv "
        r"himself herself"
    ),
    Source.PARENT: (
        r"\w*forælder\w* \w*forældre(?!myndighed)\w* forældremyndighedsindehaver\w* "
        r"(?:sted|pap|bonus|pleje)?(?:mor|moder|far|fader)(?:en)?s? (?:mødre|fædre)\w* "
        r"(?:sted|bonus|pleje)?(?:søn|sønnen|sønner|sønnerne|datter|datteren|døtre|døtrene)s? plejefamili\w* værge(?:n|r|rne)?s? "
        r"(?:step|foster)?(?:mother|father|mum|mom|dad|parent|son|daughter)s?"
    ),
    Source.SIBLING: (
        r"\w*søst(?:er|re)(?!lig)\w* \w*bror(?:en)?s? \w*broder(?:en)?s? \w*brødre\w* \w*søskende\w* (?:søster|bror)(?:datter|søn)\w* tvilling\w* "
        r"(?:step|half)?(?:brother|sister|sibling|twin)s?"
    ),
    Source.FRIEND: (
        r"(?:barndoms|ungdoms|skole|studie|bedste|fælles|familie)?ven(?:nen|ner|nerne)?s? venne\w+ \w*veninde\w* \w*kammerat\w* \w*kæreste\w* eksens? "
        rf"forlovede\w* bofælle\w* bekendte\w* (?:en|hans|hendes)\s+bekendt (?:hans|hendes)\s+eks {_COLLEAGUE} "
        r"(?:boy|girl)?friends? (?:class|flat|room)mates?"
    ),
    Source.NEIGHBOUR: (
        r"\w*nabo\w* genbo\w* overbo(?:en|er|erne)?s? underbo(?:en|er|erne)?s? opgang\w* beboer\w* "
        r"samme\s+(?:gang|etage|trappe|blok|ejendom|kvarter)\w* neighbou?rs?"
    ),
    Source.TEACHER: (
        r"\w*lærer(?:en|e|ne|inde\w*)?s? lærer\w+ \w*underviser\w* lektor\w* adjunkt\w* vikar(?:en|er|erne)?s? \w*pædagog(?!isk|ik)\w* "
        r"pædagogisk\w*\s+leder\w* \w*skoleleder\w* \w*inspektør\w* \w*rektor\w* \w*vejleder\w* akt[\s-]?medarbejder\w* "
        r"teachers? headmaster\w* principals? tutors?"
    ),
    Source.CLUB: (
        r"\w*klub(?:ben|ber|berne)?s? klub\w+ \w*forening(?:en|er|erne)?s? forenings\w+ \w*træner\w* \w*instruktør\w* ungdomsleder\w* holdleder\w* "
        r"clubs? coach(?:es)?"
    ),
    Source.HOUSING: (
        r"boligsocial\w* \w*vicevært\w* varmemester\w* varmemestre\w* ejendoms\w+ boligselskab\w* boligforening\w* lejerforening\w* boligorganisation\w* "
        r"\w*inspektør\w* udlejer\w* beboerrådgiver\w* caretakers? landlords?"
    ),
    Source.CASEWORKER: (
        r"\w*sagsbehandler\w* \w*rådgiver\w* \w*konsulent\w* job[\s-]?cent\w+ ungehus\w* kontaktperson\w* støtteperson\w* \w*mentor\w* "
        r"caseworkers? (?:case|social)\s+workers?"
    ),
    Source.POLICE: r"\w*betjent(?:en|e|ene)?s? politi(?:mand|kvinde|folk|assistent)\w* patrulje\w* police\s+officers?",
    Source.PSYCHIATRY: (
        r"\w*psykiat\w+ \w*læge(?:n|r|rne|hus\w*)?s? \w*sygeplejerske\w* \w*sundhedsplejerske\w* \w*psykolog(?!isk|i)\w* \w*terapeut(?!isk)\w* behandler\w* "
        r"\w*hospital\w* \w*sygehus\w* ambulatori\w* doctors? nurses? psychologists? psychiatrists? therapists?"
    ),
    Source.PRISON_SERVICE: r"kriminalforsorg\w* fængsel\w* fængsl\w+ fængsels\w+ tilsynsførende arresthus\w* prison\w*",
    Source.ASYLUM_CENTRE: r"asyl\w+ udrejsecent\w+ modtagecent\w+ asylum",
    Source.SECURE_INSTITUTION: (
        r"\w*institution(?:en|er|erne)?s? sikre(?:t|de)\s+(?:døgn)?(?:institution|afdeling)\w* opholdssted\w* bosted\w* botilbud\w* \w*pædagog(?!isk|ik)\w*"
    ),
    Source.HOTLINE: r"\w*hotline\w*",
    Source.OTHER: f"{_COLLEAGUE} {_FAMILY} imam(?:en|er|erne)?s?",
}
# »Faren« that threatens and is nobody's father.
_NO_FATHER = re.compile(
    r"(?<!jeg er )\bfaren(?=\s+(?:for|ved)\b|\s+(?:er|var|bliver|vurderes|synes|virker)(?:\s+\w+){0,2}?\s+"
    r"(?:overhængende|akut|reel|konkret|aktuel|nærliggende|drevet|for)\b)",
    re.IGNORECASE,
)


def _shape(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words) or '(?!)'})\b", re.IGNORECASE)


# Of each kind: single words, looked for among those of a text, each once; and what is several words.
_SINGLE = {source: _shape(one for one in words.split(" ") if r"\s" not in one) for source, words in WORDS_OF.items()}
_SEVERAL = {source: _shape(one for one in words.split(" ") if r"\s" in one) for source, words in WORDS_OF.items()}


def telling_words(text: str, sources: Collection[str]) -> list[str]:
    """What in a text tells who a reporter of one of these kinds is, each once, in composed letters and without marks that cannot be seen."""
    seen = _NO_FATHER.sub(" ", UNSEEN.sub("", unicodedata.normalize("NFC", text)))
    words, kinds = dict.fromkeys(re.findall(r"\w+", seen)), [source for source in Source if source in sources]
    found = [one[0] for shape in (OF_ONESELF, *(_SEVERAL[kind] for kind in kinds)) for one in shape.finditer(seen)]
    return list(dict.fromkeys([*found, *(word for word in words if any(_SINGLE[kind].fullmatch(word) for kind in kinds))]))
