"""What must never reach somebody: the planted words, and of a case they may not see its number and its ids too."""

import re

from tests.oracle import CASES, coordinates, is_told_number, opens, sees_row
from tests.story import CPR

# What the holder of the code of `full` has written and been told; the professional's saved form is its holder's alone.
IN_THE_MAILBOX = {"observed", "asked", "answer", "sent", "file"}

# What goes along with an underretning: the child duty reads the copy while it lasts.
REPORTED = {"full", "guarded"}
IN_THE_REPORT = {
    "observed",
    "told_person_how",
    "told_parent_1_how",
    "done",
    "reporter_name",
    "mail",
    "person",
    "address",
    "file",
    "when_where",
    "goes_well",
    "talked",
}

# What the police read of the sheet they were given, and what they wrote themselves.
IN_THE_SHEET = {"observed", "person", "needed", "file", "question", "answer"}


def readable(who, owner, name):
    """Whether a word of a case (or of advice, or of a saved form) may reach somebody."""
    if who == "reporter" and owner == "full":
        return name in IN_THE_MAILBOX
    if who == "hanne" and owner in REPORTED and name in IN_THE_REPORT:
        return True
    if who == "tove" and name == "complaint":  # why a case is held: the reason has a key of its own, and the DPO lifts holds too
        return True
    if who == "birgit" and name in ("departure", "known", "anew"):
        return True
    if who == "pia" and owner == "asked" and name in IN_THE_SHEET:
        return True
    if owner in CASES:
        return opens(who, CASES[owner]) or (name == "afterwards" and sees_row(who, CASES[owner]))
    if owner in ("advice", "strange_advice"):
        return coordinates(who, "brondby" if owner == "advice" else "albertslund")
    return who == "drafter"


def forbidden(estate, who):
    """Every text that must not reach somebody, with what it is."""
    found = {}
    for owner, words in estate.words.items():
        found |= {word: f"a word of {owner}" for word in words if not readable(who, owner, what(word, owner))}
    own_numbers = {estate.things[f"{key}.number"] for key, case in CASES.items() if is_told_number(who, case)}
    for key, case in CASES.items():
        if (
            key in CPR
            and not opens(who, case)
            and not (who == "hanne" and CPR[key] in {CPR.get(one) for one in REPORTED})
            and not any(CPR[key] == CPR[other] and opens(who, CASES[other]) for other in CPR)
        ):
            found |= {CPR[key]: f"the CPR number of {key}", CPR[key].replace("-", ""): f"the CPR number of {key}"}
        if not is_told_number(who, case):
            found[str(estate.cases[key])] = f"the id of {key}"
            if estate.things[f"{key}.number"] not in own_numbers:
                found[estate.things[f"{key}.number"]] = f"the number of {key}"
        if not sees_row(who, case):
            found |= {
                str(one): name
                for name, one in estate.things.items()
                if name.startswith(f"{key}.") and not name.endswith((".number", "mailbox"))
            }
    return {text: why for text, why in found.items() if text not in own_things(estate, who)}


def what(word, owner):
    """Under which name a word was planted."""
    return word.removeprefix(f"Zq{owner}").removesuffix("zq")


def own_things(estate, who):
    """The addresses of files that somebody has themselves: with a code, or in the copy they were given."""
    names = {
        "reporter": ("sent", "full.file"),
        "hanne": tuple(f"{key}.file" for key in REPORTED),
        "tove": ("full.hold",),
    }
    return {str(estate.things[name]) for name in names.get(who, ()) if name in estate.things}


def leaks(response, texts, asked=""):
    """What of these texts a response holds, in its body or its headers, but for what stood in the address that was asked for."""
    whole = str(response.headers) + response.content.decode(errors="replace")
    whole = re.sub(r"\bV-\d{4}-\d+", "", whole)  # the number of a disclosure ends like that of some case
    return sorted({why for text, why in texts.items() if text in whole and text not in asked})
