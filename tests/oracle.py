"""Who may see what, written from `model.md` D2 and D4 and from nothing in the code: facts of the estate's cases, and a handful of sentences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """What D2 asks of a case: whose it is, who is with it, who is kept from it, and where it stands."""

    authority: str = "brondby"
    members: frozenset = frozenset({"mette", "soeren"})
    kept_from: frozenset = frozenset()
    stage: str = "received"
    child: bool = False  # under 18: yes or unknown
    protected: bool = False
    closed_as: str = ""


def facts(members="mette soeren", kept_from="", **more):
    """Facts, with the people as words."""
    return Facts(members=frozenset(members.split()), kept_from=frozenset(kept_from.split()), **more)


CASES = {
    "early": facts(),
    "fresh": facts(child=True),
    "grown": facts(),
    "proposed": facts(),
    "full": facts(stage="registered", child=True),
    "joined": facts(stage="assessing"),
    "declared": facts("mette", "soeren", stage="assessing"),
    "named": facts("soeren", "mette", stage="registered", child=True),
    "unread": facts("mette", "soeren"),
    "lifted": facts("mette", stage="registered"),  # lifted, but not appointed again
    "guarded": facts("mette", stage="registered", protected=True),
    "heads": facts(kept_from="birgit"),
    "rejected": facts(stage="closed", closed_as="R1"),
    "strange": facts("karen", authority="albertslund", child=True),
    "karens": facts("karen", authority="albertslund", stage="registered", child=True),
}
ROLES = {
    "mette": "coordinator", "soeren": "coordinator", "karen": "coordinator", "birgit": "head", "hanne": "child_duty", "tove": "dpo",
    "nikolaj": "admin", "pia": "police", "erik": "partner",
}  # fmt: skip
HOME = {**dict.fromkeys(ROLES, "brondby"), "karen": "albertslund", "pia": "vestegnens-politi", "erik": "kriminalforsorgen"}
COVERS = {"soeren": {"mette"}}  # today
