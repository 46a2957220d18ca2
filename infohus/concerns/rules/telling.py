"""The words that tell who somebody is who does not want to be known: how people write of themselves, and what each kind of reporter is called.

Plain word forms, each with its endings and the compounds that begin or end with it; nothing is read as a text is understood.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

from infohus.concerns.rules.words import Source

# How somebody who wrote without a name tells who they are to the person.
OF_ONESELF = re.compile(
    r"\b(?:min|mit|mine|vores)\s+(?:søn|datter|barn|børn|dreng|pige|bror|lillebror|storebror|søster|lillesøster|storesøster|mand|kone|kæreste|eks\w*|"
    r"mor|far|elev\w*|klasse|nabo|kollega\w*|ven|veninde|medarbejder)\b|\bjeg\s+er\s+(?:(?:hans|hendes)(?:\s+\w+)?|mor|far|lærer|nabo)\b|\bsom\s+(?:mor|far|lærer|nabo)\b",
    re.IGNORECASE,
)

_COLLEAGUE = r"kolleg\w* arbejdskammerat\w* arbejdsgiver\w* chef(?:en|er|erne)?s? medarbejder\w*"
_FAMILY = (
    r"(?:mor|far)(?:mor|far)\w* bedste(?:mor|far|forældr)\w* moster\w* mostre\w* faster\w* fastre\w* onk(?:el|ler)\w* farbror\w* morbror\w* "
    r"kusine\w* fæt(?:ter|re)\w* nevø\w* niece\w* svoger\w* svigerinde\w* sviger\w* slægtning\w* pårørende\w* "
    r"hustru\w* konens? ægtefælle\w* samlever\w* (?:hans|hendes)\s+(?:mand|kone)"
)
# What each kind of reporter is called. `\w*` takes endings and compounds along; where that would take other words too, the endings are spelled out.
WORDS_OF: dict[Source, str] = {
    Source.SELF: r"(?:borgeren|personen|han|hun|vedkommende)\s+selv",
    Source.PARENT: (
        r"\w*forælder\w* \w*forældre(?!myndighed)\w* (?:sted|pap|bonus|pleje)?(?:mor|moder|far|fader)(?:en)?s? (?:mødre|fædre)\w*"
    ),
    Source.SIBLING: r"\w*søst(?:er|re)(?!lig)\w* \w*bror(?:en)?s? \w*broder(?:en)?s? \w*brødre\w* \w*søskende\w* (?:søster|bror)(?:datter|søn)\w*",
    Source.FRIEND: (
        r"(?:barndoms|ungdoms|skole|studie|bedste|fælles|familie)?ven(?:nen|ner|nerne)?s? venne\w+ \w*veninde\w* \w*kammerat\w* \w*kæreste\w* eksens? "
        rf"bekendte\w* (?:en|hans|hendes)\s+bekendt {_COLLEAGUE}"
    ),
    Source.NEIGHBOUR: r"\w*nabo\w* genbo\w* overbo(?:en|er|erne)?s? underbo(?:en|er|erne)?s? opgang\w* beboer\w*",
    Source.TEACHER: r"\w*lærer(?:en|e|ne|inde\w*)?s? lærer\w+ \w*pædagog(?!isk|ik)\w* skoleleder\w* \w*inspektør\w* rektor\w* \w*vejleder\w*",
    Source.CLUB: r"\w*klub(?:ben|ber|berne)?s? klub\w+ \w*forening(?:en|er|erne)?s? forenings\w+ \w*træner\w* \w*instruktør\w* ungdomsleder\w* holdleder\w*",
    Source.HOUSING: r"boligsocial\w* \w*vicevært\w* varmemester\w* varmemestre\w* ejendoms\w+ boligselskab\w* boligforening\w* udlejer\w* beboerrådgiver\w*",
    Source.CASEWORKER: r"\w*sagsbehandler\w* \w*rådgiver\w* \w*konsulent\w* jobcent\w+ ungehus\w* kontaktperson\w* støtteperson\w* \w*mentor\w*",
    Source.POLICE: r"\w*betjent(?:en|e|ene)?s? politi(?:mand|kvinde|folk|assistent)\w* patrulje\w*",
    Source.PSYCHIATRY: (
        r"psykiat\w+ \w*læge(?:n|r|rne)?s? \w*sygeplejerske\w* \w*sundhedsplejerske\w* \w*psykolog(?!isk|i)\w* terapeut(?!isk)\w* behandler\w* "
        r"\w*hospital\w* \w*sygehus\w* ambulatori\w*"
    ),
    Source.PRISON_SERVICE: r"kriminalforsorg\w* fængsel\w* fængsl\w+ fængsels\w+ tilsynsførende arresthus\w*",
    Source.ASYLUM_CENTRE: r"asyl\w+ udrejsecent\w+ modtagecent\w+",
    Source.SECURE_INSTITUTION: r"døgninstitution\w* sikre(?:t|de)\s+(?:døgn)?(?:institution|afdeling)\w* opholdssted\w*",
    Source.HOTLINE: r"\w*hotline\w*",
    Source.OTHER: f"{_COLLEAGUE} {_FAMILY}",
}


def _shape(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words) or '(?!)'})\b", re.IGNORECASE)


# Of each kind: single words, looked for among those of a text, each once; and what is several words.
_SINGLE = {source: _shape(one for one in words.split(" ") if r"\s" not in one) for source, words in WORDS_OF.items()}
_SEVERAL = {source: _shape(one for one in words.split(" ") if r"\s" in one) for source, words in WORDS_OF.items()}
_UNSEEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def telling_words(text: str, sources: Collection[str]) -> list[str]:
    """What in a text tells who a reporter of one of these kinds is, as it stands in it, each once."""
    seen = _UNSEEN.sub("", unicodedata.normalize("NFC", text))
    words, kinds = dict.fromkeys(re.findall(r"\w+", seen)), [source for source in Source if source in sources]
    found = [one[0] for shape in (OF_ONESELF, *(_SEVERAL[kind] for kind in kinds)) for one in shape.finditer(seen)]
    return list(dict.fromkeys([*found, *(word for word in words if any(_SINGLE[kind].fullmatch(word) for kind in kinds))]))
