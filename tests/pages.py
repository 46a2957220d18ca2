"""Every page of the house, one row each: of which object its address is made, and what each of the cast gets there.

A new page is one line here. `about` names the case (or other thing) of the estate whose ids the address takes; `given` are parts of the
address that are no ids. Whoever is not named gets what the door of the page gives: the way to sign in, to the code, or "does not exist".
"""

from dataclasses import dataclass, field
from typing import Any

from django.urls import get_resolver

CAST = ("nobody", "reporter", "drafter", "mette", "soeren", "birgit", "hanne", "tove", "nikolaj", "pia", "erik", "karen")
OUTSIDE = frozenset({"nobody", "reporter", "drafter"})
STAFF = frozenset(CAST) - OUTSIDE
OURS = frozenset({"mette", "soeren"})
COORDINATORS = OURS | {"karen"}
HEAD, DUTY, DPO, ADMIN, RECEIVERS = (frozenset(one.split()) for one in ("birgit", "hanne", "tove", "nikolaj", "pia erik"))
SIGN_IN, CODE, SAVED, HOME, OWN = "/konti/log-paa/", "/svar/", "/fagperson/gemt/", "/hjem/", "/konti/mig/"


@dataclass(frozen=True)
class Page:
    """One row: what those named get (200 unless `but` says else), and all others."""

    name: str
    who: frozenset = frozenset(CAST)
    others: Any = 404  # a status, or the address one is sent to
    outside: Any = SIGN_IN
    about: str = ""
    given: dict = field(default_factory=dict)
    but: dict = field(default_factory=dict)
    shows: str = ""  # its data-page, where that is not `room.view`
    file: bool = False  # what it answers is a file or a line of text, no page
    posts: bool = False  # it only takes what is sent to it; looked at, it answers as said in `but`

    def gets(self, name):
        """The status, or the address that one of the cast is sent to."""
        if name in self.but:
            return self.but[name]
        if name in self.who:
            return self.but.get("who", 200)
        return self.outside if name in OUTSIDE else self.others


def public(name, **more):
    """Anyone may look."""
    return Page(name, **more)


def staff(name, who, about="", **more):
    """For some of those who sign in; to the others it does not exist."""
    return Page(name, frozenset(who), about=about, **more)


def by_code(name, **more):
    """Behind a receipt code."""
    return Page(name, frozenset({"reporter"}), others=CODE, outside=CODE, **{"but": {"drafter": SAVED}, **more})


def ours(name, about="full", **more):
    """Of a case of Brøndby that both coordinators are with."""
    return staff(name, OURS, about, **more)


ENTRY = {"kind": "number", "code": "COORDINATORS"}
CLOSED_LINK, METHOD, NONE_HERE = 410, 405, 404

PAGES = [
    # ---------- The public site
    public("concerns:front"),
    public("concerns:concern", shows="concerns.step_first"),
    public("concerns:add", but=dict.fromkeys(CAST, "/bekymring/"), posts=True),
    public("concerns:saved"),
    public("concerns:professional"),
    public("concerns:professional_form", shows="concerns.professional_first"),
    public("concerns:how"),
    public("concerns:strategy"),
    public("statistics:published"),
    public("statistics:published_sheet", but=dict.fromkeys(CAST, NONE_HERE), file=True),  # the estate has published nothing
    public("statistics:published_paper", but=dict.fromkeys(CAST, NONE_HERE), file=True),
    public("concerns:signs"),
    public("concerns:privacy"),
    public("concerns:accessibility"),
    public("concerns:leaving"),
    public("concerns:leave", shows="concerns.left"),
    public("advice:ask"),
    public("advice:add", but=dict.fromkeys(CAST, "/raad/"), posts=True),
    public("catalogues:words"),
    public("catalogues:cards"),
    public("catalogues:print_pdf", given={"name": "folder"}, file=True),
    # ---------- Behind a code
    public("mailboxes:code"),
    public("mailboxes:closed"),
    public("mailboxes:left"),
    by_code("mailboxes:mailbox"),
    by_code("mailboxes:sent"),
    by_code("mailboxes:close"),
    by_code("mailboxes:leave", but={"reporter": "/svar/postkasse/", "drafter": "/svar/postkasse/"}, posts=True),
    by_code("mailboxes:file", about="sent", file=True, but={"drafter": 404}),
    Page("concerns:draft", frozenset({"drafter"}), others=CODE, outside=CODE, shows="concerns.professional_first"),
    # ---------- Signing in, and one's own access
    public("accounts:health", file=True, but=dict.fromkeys(CAST, 503)),  # no job worker runs in the tests
    public("accounts:forgotten"),
    public("accounts:choose_password", given={"token": "gammelt"}, but=dict.fromkeys(CAST, CLOSED_LINK)),
    public("accounts:your_text", but=dict.fromkeys(CAST, SIGN_IN), posts=True),
    *(
        public(name, given=dict.fromkeys(("slug", "provider_id", "organization_slug"), "brondby"), but=dict.fromkeys(CAST, NONE_HERE))
        for name in ("accounts:outside", "openid_connect_callback", "saml_acs", "saml_metadata", "saml_sls")
    ),  # no municipality of the estate has a login of its own
    Page("account_login", OUTSIDE, others=HOME),
    Page("mfa_authenticate", frozenset(), others=HOME),
    Page("account_logout", STAFF, outside="/"),
    Page("account_change_password", frozenset(), others="/konti/mig/adgangskode/ny/"),
    Page("account_set_password", STAFF, shows="accounts.change_password"),
    Page("mfa_index", frozenset(), others=OWN),
    Page("mfa_activate_totp", STAFF),
    Page("mfa_list_webauthn", frozenset(), others=OWN),
    Page("mfa_add_webauthn", STAFF),
    Page("mfa_remove_webauthn", frozenset(), others=OWN, given={"pk": 1}),
    Page("mfa_view_recovery_codes", frozenset()),
    Page("mfa_generate_recovery_codes", STAFF),
    *(Page(name, frozenset(), others=403) for name in ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")),
    staff("accounts:own", STAFF),
    staff("accounts:switch", (), others=OWN, posts=True),
    staff(
        "accounts:home",
        (),
        but={
            **dict.fromkeys(COORDINATORS, "/overblik/"),
            **dict.fromkeys(RECEIVERS, "/partner/"),
            "birgit": "/leder/frister/",
            "hanne": "/underretninger/",
            "tove": "/leder/log/",
            "nikolaj": "/leder/",
        },
    ),  # fmt: skip
    public("demo:people"),
    public("ui:gallery"),  # its acts are specimens
    # ---------- People and authorities
    staff("accounts:setup", ADMIN, but=dict.fromkeys(HEAD | DPO, HOME)),
    # ---------- What was given to others
    staff("assessments:partner", RECEIVERS | COORDINATORS),
    staff("assessments:police_concern", frozenset({"pia"})),
    staff("assessments:copy", frozenset({"pia"}), "given"),
    staff("assessments:copy_pdf", frozenset({"pia"}), "given", file=True),
    staff("assessments:copy_file", frozenset({"pia"}), "given", file=True),
    staff("accounts:people", ADMIN),
    staff("accounts:invite_user", ADMIN),
    staff("accounts:person", ADMIN, "mette"),
    staff("accounts:invite_again", (), "mette", but={"nikolaj": "/konti/personer/"}, posts=True),
    staff("accounts:deactivate_user", ADMIN, "mette"),
    staff("accounts:reset_sign_in", ADMIN, "mette"),
    staff("accounts:change_role", ADMIN, "mette"),
    staff("accounts:authorities", ADMIN),
    staff("accounts:add_authority", ADMIN),
    staff("accounts:edit_authority", ADMIN, "brondby"),
    staff("accounts:add_unit", ADMIN, "brondby"),
    staff("accounts:edit_unit", ADMIN, "brondby"),
    # ---------- Catalogues
    staff("catalogues:kinds", STAFF),
    staff("catalogues:terms", STAFF),
    staff("catalogues:prints", STAFF),
    staff("catalogues:entries", STAFF, given=ENTRY),
    staff("catalogues:entry", STAFF, given=ENTRY),
    staff("catalogues:add_entry", ADMIN, others=403, given={"kind": "link"}),
    staff("catalogues:check_entry", ADMIN, others=403, given=ENTRY),
    staff("catalogues:edit_catalogue", ADMIN, others=403, given=ENTRY),
    staff("catalogues:retire_entry", ADMIN, others=403, given={"kind": "sign", "code": "B04"}),
    staff("catalogues:slip", COORDINATORS, but={"who": METHOD}, posts=True),
    # ---------- A coordinator's work
    staff("casefile:overview", COORDINATORS),
    staff("casefile:cases", COORDINATORS),
    staff("casefile:find", COORDINATORS),
    staff("casefile:covers", COORDINATORS | HEAD),
    staff("casefile:end_cover", (), "today", but=dict.fromkeys(OURS | HEAD, "/daekning/"), posts=True),
    staff("concerns:note", COORDINATORS),
    staff("advice:questions", COORDINATORS),
    staff("advice:note", COORDINATORS),
    staff("advice:themes", COORDINATORS),
    staff("advice:answer", OURS, "advice.advice"),
    # ---------- An arrival
    ours("concerns:register", "fresh"),
    ours("concerns:reject", "fresh"),
    ours("concerns:rejection", "proposed"),
    ours("concerns:join", "fresh"),
    ours("concerns:part", "fresh"),
    ours("concerns:advice", "fresh"),
    ours("concerns:give_code"),
    ours("concerns:take_apart", "joined"),
    ours("concerns:sort", "joined"),
    ours("concerns:report"),
    ours("concerns:send_receipt"),
    ours("concerns:confirm_reporter"),
    # ---------- A case
    ours("casefile:case"),
    ours("casefile:draft", file=True),
    ours("casefile:concerns"),
    ours("casefile:disclosures"),
    ours("casefile:disclose_orally"),
    ours("casefile:print_case"),
    ours("casefile:mailbox"),
    ours("casefile:conflict"),
    ours("casefile:offer_lead"),
    ours("casefile:answer_offer", but={"mette": "/sager/"}),
    ours("casefile:log"),
    ours("casefile:aside"),
    ours("casefile:person"),
    ours("casefile:correct_person"),
    ours("casefile:relative"),
    ours("casefile:drop_relative"),
    ours("casefile:note"),
    ours("casefile:addendum_draft", file=True),
    ours("casefile:documents"),
    ours("casefile:file", file=True),
    ours("casefile:remove_document"),
    ours("casefile:deadlines"),
    ours("casefile:set_task"),
    ours("casefile:meet_task", but={"who": "/frister/"}, posts=True),
    ours("casefile:move_deadline"),
    ours("casefile:more"),
    ours("casefile:pass_to_police"),
    ours("assessments:police", "asked"),
    ours("rights:inform", "asked"),
    ours("disclosures:note_received", "asked"),
    ours("closing:end", "ending"),
    ours("closing:closed", "kept"),
    ours("closing:close", "concluded"),
    ours("closing:tell", "concluded"),
    ours("closing:review", "full"),
    ours("closing:reopen", "kept"),
    ours("casefile:information_letter", "asked", file=True),
    ours("casefile:custody_letter", file=True),
    ours("rights:hold"),
    ours("rights:lift", but={"who": "/bero/"}, posts=True),
    staff("assessments:queue", COORDINATORS),
    ours("assessments:social"),
    ours("assessments:social_draft", file=True),
    ours("assessments:short"),
    ours("assessments:look", "judged", but={"who": "/faelles-vurdering/"}),
    ours("assessments:renew", "judged", but={"who": "/vurdering/"}, posts=True),
    ours("assessments:versions", "judged"),
    ours("assessments:note_finding"),
    ours("assessments:finding", "judged"),
    ours("assessments:second_read", "judged"),
    ours("assessments:letter", "judged", file=True),
    ours("assessments:joint", "judging"),
    ours("assessments:joint_draft", "judging", file=True),
    ours("assessments:conclude", "judged"),
    ours("assessments:reconsider", "concluded"),
    ours("assessments:social_duty", "judged"),
    ours("assessments:take", "asked", but={"who": "/politiet/"}, posts=True),
    ours("assessments:note_answer", "asked"),
    ours("assessments:remind", "asked"),
    ours("casefile:disclose"),
    ours("casefile:withhold"),
    ours("casefile:recall"),
    ours("casefile:delivery", but={"who": "/videregivelser/"}, posts=True),
    ours("casefile:sheet_pdf", file=True),
    # ---------- The end of a closed case
    staff("retention:ending", COORDINATORS | HEAD),
    staff("retention:proposals", COORDINATORS | HEAD),
    staff("retention:propose", (), but=dict.fromkeys(COORDINATORS | HEAD, "/sletning/"), posts=True),  # what is ticked comes along
    staff("retention:confirm", (), but=dict.fromkeys(COORDINATORS | HEAD, "/sletning/foreslaaet/"), posts=True),
    staff("retention:closed", OURS | HEAD, "kept"),
    staff("retention:certificates", COORDINATORS | HEAD | DPO),
    staff("retention:certificate", OURS | HEAD | DPO, "gone"),
    staff("retention:certificate_pdf", OURS | HEAD | DPO, "gone", file=True),
    staff("retention:classes", ADMIN | DPO),
    staff("retention:kept", ADMIN | DPO, given={"code": "R2"}),
    staff("retention:lengthen", DPO, given={"code": "R2"}),
    staff("rights:holds", DPO),
    staff("rights:lift_here", (), "full", but={"tove": "/leder/bero/"}, posts=True),
    # ---------- The head, the child duty, the data protection officer
    staff("casefile:head", HEAD),
    staff("casefile:over_time", HEAD),
    staff("casefile:not_opened", HEAD),
    staff("casefile:head_cases", HEAD),
    staff("casefile:departures", HEAD),
    staff("casefile:head_case", HEAD, "full"),
    staff("casefile:appoint_to_all", HEAD),
    staff("casefile:children", DUTY),
    staff("casefile:child", DUTY, "fresh"),
    staff("casefile:child_file", DUTY, "fresh", file=True),
    staff("casefile:child_copy", DUTY, "copied"),
    staff("casefile:child_copy_file", DUTY, "copied", file=True),
    staff("statistics:figures", COORDINATORS | HEAD | DPO),
    staff("statistics:publish", HEAD),
    staff("statistics:sheet", HEAD, file=True),
    staff("statistics:paper", HEAD, file=True),
    staff("oversight:log", DPO),
    staff("oversight:export", (), but={"tove": "/leder/log/"}, posts=True),
    staff("oversight:disclosures", DPO),
    staff("oversight:checkpoint", DPO, file=True),
]
ROWS = {page.name: page for page in PAGES}


@dataclass(frozen=True)
class Address:
    """One pattern of addresses: the name of its page, its route, its view and the names of its parts."""

    name: str
    route: str
    view: Any
    parts: tuple

    def path(self, estate, about="", given=None):
        """The address about an object of the estate; KeyError where that has no such thing."""
        filled = {**(given or {}), **{part: thing(estate, part, about) for part in self.parts if part not in (given or {})}}
        path = "/" + self.route
        for part in self.parts:
            start, end = path.rindex("<", 0, path.index(f":{part}>")), path.index(f":{part}>") + len(part) + 2
            path = path[:start] + str(filled[part]) + path[end:]
        return path


def thing(estate, part, about):
    """The id of a part of an address: `case_id` is the case itself, `note_id` its note."""
    if part == "slug":
        return "albertslund"
    if part == "pk":
        return estate.things[about]
    if part == "case_id":
        return estate.cases[about]
    return estate.things[f"{about}.{part.removesuffix('_id')}"]


def addresses(resolver=None, space="", route=""):
    """Every address the house answers to."""
    for one in (resolver or get_resolver()).url_patterns:
        here = route + str(one.pattern)
        if hasattr(one, "url_patterns"):
            yield from addresses(one, space + (f"{one.namespace}:" if one.namespace else ""), here)
        else:
            yield Address(f"{space}{one.name}", here, one.callback, tuple(one.pattern.converters) + tuple(inherited(route)))


def inherited(route):
    """The parts that stand in an address before the pattern itself (`k/<slug:slug>/`)."""
    return [part.split(">")[0].split(":")[-1] for part in route.split("<")[1:]]


def data_pages(page, address):
    """What the page may call itself: its room, and its own name or its view's."""
    room = address.view.__module__.split(".")[1]
    return {page.shows} if page.shows else {f"{room}.{page.name.split(':')[-1]}", f"{room}.{address.view.__name__}"}


def visits(estate, names=CAST):
    """Every address of the list as each of the cast meets it: the row, the address, its path, the person, what they get."""
    for address in addresses():
        page = ROWS[address.name]
        path = address.path(estate, page.about, page.given)
        for name in names:
            yield page, address, path, name, page.gets(name)


def shown(estate):
    """Every page that somebody gets, once: the row, the address, its path and the first of the cast who gets it."""
    seen = set()
    for page, address, path, name, gets in visits(estate):
        if gets == 200 and not page.file and path not in seen:
            seen.add(path)
            yield page, address, path, name
