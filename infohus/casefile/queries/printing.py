"""The whole case as it is printed: every text of every room in one order, with or without who the reporter is.

Not in it, and said so on its first page: what stands inside the files, unfinished texts, and the words of a protected address.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from infohus import lib
from infohus.attachments.queries import documents_of
from infohus.casefile.queries.case import nothing_sent, shared_of
from infohus.casefile.queries.judged import Entry, at, ends, entry, findings, joint, police, social
from infohus.cases.models import Case, Departure, NoteVersion
from infohus.cases.queries import members_of, notes_of
from infohus.closing.queries import reporters_of
from infohus.concerns.models import Concern, Rejection
from infohus.concerns.queries import IN_COMMON, concerns_of, in_common, labels_of_one_form, passages, person_rows, told_person
from infohus.deadlines.models import Deadline
from infohus.deadlines.queries import all_of_case
from infohus.deadlines.rules import Kind, Met
from infohus.disclosures.queries import in_words, received_of
from infohus.disclosures.rules import ADDRESS_LEFT_OUT, Withheld, blotted, contacts_in, without_address
from infohus.mailboxes.queries import case_messages
from infohus.persons.models import Person
from infohus.persons.queries import person_of, relatives_of, short_name
from infohus.rights.queries import decisions_of, holds_of
from infohus.sealing.ring import hold
from infohus.ui.rules import full_day

IDENTITY = ("reporter_name", "reporter_phone", "reporter_email", "reporter_best", "workplace", "hide_reason")


def whole_case(case: Case, *, reporter: bool) -> dict[str, Any]:
    """What `letters/case.typ` is filled in with; without the reporter, what they can be known by is left out wherever it stands."""
    hold([case.pk])
    sections = [{"title": str(title), "entries": found} for title, ask in SECTIONS if (found := ask(case, reporter))]
    told = _("Udskriften viser, hvem der henvendte sig.") if reporter else _(
        "Udskriften viser ikke, hvem der henvendte sig: navn, telefon, mail og arbejdssted er udeladt. Læs den igennem, før den gives til nogen. "
        "Det, der er skrevet frit, kan stadig vise det."
    )  # fmt: skip
    told = f"{told} {_('Ikke med er filernes indhold, som gives for sig, og kladder, der ikke er gjort færdige.')}"
    printed = {
        "from": case.municipality.name, "printed_on": full_day(lib.today()), "lead": "", "foot": _("Fortroligt. Sag {number}.").format(number=case.number),
        "number": case.number, "told": told, "sections": sections,
    }  # fmt: skip
    person = person_of(case)
    kept = [person.name, case.municipality.name] if person else [case.municipality.name]
    if person and person.address_protected:
        printed |= {
            "told": f"{printed['told']}\n{address_told(person)}",
            "sections": left_out(sections, lambda text: without_address(text, person.address, kept)),
        }
    if reporter:
        return printed
    words = [word for one in concerns_of(case) for word in known_by(one)]
    return left_out(printed, lambda text: blotted(text, words, kept))  # type: ignore[no-any-return]


def address_told(person: Person) -> str:
    """What the first page says of a protected address: free words may tell it in a way that nothing here knows."""
    if not person.address:
        return str(_(
            "Borgerens adresse er beskyttet. Den er ikke skrevet i sagen som adresse, men kan stå i det, der er skrevet frit. "
            "Læs udskriften igennem, før den gives til nogen."
        ))  # fmt: skip
    said = _(
        "Borgerens adresse er beskyttet. Hvor ord i den står i sagen, står der »{left_out}«. Er den skrevet på en anden måde, kan den stadig stå her. "
        "Læs udskriften igennem, før den gives til nogen."
    )  # fmt: skip
    return str(said.format(left_out=ADDRESS_LEFT_OUT))


def known_by(one: Concern) -> list[str]:
    """What a reporter can be known by: name, mail and place of work; of how they can be reached only numbers and addresses, for the rest is words."""
    return [one.reporter_name, one.reporter_email, one.workplace, *contacts_in(f"{one.reporter_phone} {one.reporter_best}")]


def left_out(value: Any, of: Callable[[str], str]) -> Any:
    """The same with something left out of every text in it."""
    if isinstance(value, str):
        return of(value)
    if isinstance(value, dict):
        return {name: left_out(one, of) for name, one in value.items()}
    return [left_out(one, of) for one in value]


def the_case(case: Case, _reporter: bool) -> list[Entry]:
    """Where it is, since when, and who is with it."""
    rows = [
        (_("Trin"), case.get_stage_display()), (_("Modtaget"), at(case.received_at)), (_("Registreret"), at(case.registered_at)),
        (_("Konkluderet"), at(case.concluded_at)), (_("Lukket"), at(case.closed_at)), (_("Kan slettes fra"), full_day(case.erase_on) if case.erase_on else ""),
        (_("Forvaltning"), case.administration.name if case.administration else ""), (_("Tovholder"), case.lead.user.name if case.lead else ""),
        (_("Med på sagen"), ", ".join(one.user.name for one in members_of(case))),
    ]  # fmt: skip
    return [entry(_("Sag {number}").format(number=case.number), rows=rows)]


def persons(case: Case, _reporter: bool) -> list[Entry]:
    """The person, and those around them as role and minimum."""
    person = person_of(case)
    found = [entry(short_name(case, person), rows=[*person_rows(person), (_("Har også fået navnet"), person.named_to)])] if person else []
    return found + [
        entry(
            str(one.get_role_display()),
            rows=[(_("Navn"), one.name), (_("Kontakt"), one.contact), (_("Tolk"), one.interpreter), (_("Bemærkning"), one.remark)],
        )
        for one in relatives_of(case)
    ]


def concerns(case: Case, reporter: bool) -> list[Entry]:
    """Each concern passage by passage, with who told it or without."""
    return [_concern(one, reporter) for one in concerns_of(case)]


def _concern(one: Concern, reporter: bool) -> Entry:
    labels = {field.name: str(field.verbose_name) for field in one._meta.concrete_fields}
    parts = passages(one) if reporter else in_common(passages(one))
    rows = list(told_person(one)) + [(part.label, part.text) for part in parts]
    if reporter:
        rows += [(_("Hvem henvender sig"), one.told_as), *((labels[name], getattr(one, name)) for name in IDENTITY)]
    rows += [(_("Hvorfor der ikke er sendt underretning"), one.report_not_sent), (_("Hvorfor noget er udeladt"), one.surplus_why)]
    return entry(_("Henvendelse {at}").format(at=at(one.received_at)), rows=rows)


def messages(case: Case, _reporter: bool) -> list[Entry]:
    """What was written with the reporters behind their codes."""
    return [
        entry(
            _("Til henvender") if one.sender == "coordinator" else _("Fra henvender"),
            f"{at(one.at)} {one.signed or ''}".strip(),
            texts=[one.text],
        )
        for one in case_messages(case)
    ]


def notes(case: Case, _reporter: bool) -> list[Entry]:
    """The notes with what was added to them, the oldest first, and how they read before they were corrected."""
    found, before = [], earlier_notes(case)
    for one in reversed(notes_of(case)):
        added = [f"{_('Tilføjet')} {at(more.written_at)}: {more.text}" for more in one.added]
        found.append(
            entry(
                one.title or str(one.get_kind_display()), f"{at(one.happened_at)} · {one.author.user.name}", texts=[one.text, *added],
                rows=[(_("Før {at}").format(at=at(old.replaced_at)), "\n".join(filter(None, (old.title, old.text)))) for old in before.get(one.pk, ())],
            )
        )  # fmt: skip
    return found


def earlier_notes(case: Case) -> dict[Any, list[NoteVersion]]:
    """How the notes of a case read before they were corrected, the oldest first, by their note."""
    found: dict[Any, list[NoteVersion]] = {}
    for old in NoteVersion.objects.filter(case=case).order_by("replaced_at", "id"):
        found.setdefault(old.note_id, []).append(old)
    return found


def documents(case: Case, _reporter: bool) -> list[Entry]:
    """The files by name; they are handed out one by one."""
    here, gone = documents_of(case)
    found = [
        entry(one.name, f"{one.get_origin_display()} · {at(one.added_at)}", rows=[(_("Hvorfor den bliver"), one.review_why)])
        for one in here
    ]
    return found + [entry(_("Fjernet dokument"), f"{at(one.removed_at)} · {one.get_removed_why_display()}") for one in gone]


def shared(case: Case, reporter: bool) -> list[Entry]:
    """The register: what was given to whom, on what basis and why."""
    named = in_words(case)
    return [
        entry(
            one.number, f"{at(one.given_at)} · {one.get_form_display()}",
            rows=[(_("Modtager"), one.unit or one.receiver), (_("Til hvem"), one.to_whom if one.to_whom != str(one.unit) else ""),
                  (_("Hjemmel"), named.get(one.basis, one.basis)), (_("Formål"), named.get(one.purpose, one.purpose)),
                  (_("Hvorfor nødvendigt"), one.necessity), (_("Givet"), one.said if reporter else without_reporter(one.said)),
                  (_("Kaldt tilbage"), f"{at(one.recalled_at)}. {one.recall_why}" if one.recalled_at else ""),
                  (_("Forkert modtager"), _("Ja") if one.wrong_receiver else "")],
        )
        for one in reversed(shared_of(case))
    ]  # fmt: skip


def without_reporter(said: str) -> str:
    """What was given without the line that tells who the reporter is, which an underretning has (`report_sheet`), and which form they wrote in."""
    named = tuple(f"{label}: " for label in {"Henvender", str(_("Henvender"))})
    telling, found, said_before = labels_of_one_form(), [], False
    for line in said.split("\n\n"):
        label, between, text = line.partition("\n")
        if between and label in telling:  # under the one name for all of them, said once
            answer = f"{telling[label]}: {text}"
            found.append(answer if said_before else f"{IN_COMMON}\n{answer}")
            said_before = True
        elif not line.startswith(named):
            found.append(line)
    return "\n\n".join(found)


def told(case: Case, _reporter: bool) -> list[Entry]:
    """What was decided on telling the citizen, and what each reporter was told."""
    found = []
    for one in reversed(decisions_of(case)):
        rows = [
            (_("Fik besked"), full_day(one.told_on) if one.told_on else ""), (_("Hvem fik besked"), one.whom()),
            (_("Tages op igen"), full_day(one.until) if one.until else ""), (_("Hensyn"), one.get_interest_display()), (_("Hvorfor"), one.reason),
        ]  # fmt: skip
        found.append(entry(_("Oplysningspligt"), f"{at(one.decided_at)} · {one.by.user.name}", rows))
    for line in reporters_of(case):
        for said in (*line.earlier, *filter(None, [line.feedback])):
            rows = [(str(said.get_way_display()), said.text), (_("Hvorfor ikke"), said.why_not)]
            found.append(entry(_("Besked til henvender"), at(said.at), rows))
    return found


def departed(case: Case, _reporter: bool) -> list[Entry]:
    """Proposals to reject it with what was answered, and where the way was another than the usual one."""
    rows = list(Departure.objects.filter(case=case).select_related("by__user").order_by("at"))
    hold([one.pk for one in rows])
    reasons = dict(Withheld.choices)
    found = [
        entry(
            _("Foreslået afvist"),
            f"{at(one.proposed_at)} · {one.proposed_by.user.name}",
            [(one.get_code_display(), one.sentence), (_("Svar"), one.answer)],
        )
        for one in Rejection.objects.filter(case=case).select_related("proposed_by__user").order_by("proposed_at")
    ]
    return found + [
        entry(
            one.says[:1].upper() + one.says[1:],
            f"{at(one.at)} · {one.by.user.name}",
            [(_("Grund"), reasons.get(one.code, ""))],
            [one.sentence],
        )
        for one in rows
    ]


def expected(one: Deadline, reporter: bool) -> str:
    """What was expected; without the reporter it is called the same whether a professional or another was to be told."""
    if one.kind == Kind.PRO_FEEDBACK and not reporter:
        return str(Kind.FEEDBACK.label)
    return one.remark if one.kind == Kind.TASK and one.remark else str(one.get_kind_display())


def deadlines(case: Case, reporter: bool) -> list[Entry]:
    """What was expected by when, and when it was done."""
    waited = all_of_case(case.pk)
    unsent = nothing_sent(case, waited)
    rows = [
        (
            expected(one, reporter),
            " ".join(
                [_("frist {due}, {done}").format(due=at(one.due_at), done=unsent.get(one.pk) or _done(one)), *_why(one), *_moves(one)]
            ),
        )
        for one in waited
    ]
    return [entry(_("Frister i sagen"), rows=rows)] if rows else []


def _why(one: Deadline) -> list[str]:
    """What was written of it: why it was asked, what was done, or why it was laid aside; a task is called by that."""
    return [f"({one.remark})"] if one.remark and one.kind != Kind.TASK else []


def _moves(one: Deadline) -> list[str]:
    """Each time its day was moved: by whom, from which day to which, and why."""
    said = _("Flyttet fra {before} til {after} af {who}: {why}")
    return [
        said.format(
            before=full_day(date.fromisoformat(move["from"])),
            after=full_day(date.fromisoformat(move["to"])),
            who=move["by"],
            why=move["why"],
        )
        for move in one.moves or []
    ]


def held(case: Case, _reporter: bool) -> list[Entry]:
    """What keeps it from being erased, or kept it."""
    return [
        entry(
            str(one.get_kind_display()), f"{at(one.from_at)} · {one.by.user.name}",
            [(_("Ses på igen"), full_day(one.until)), (_("Ophævet"), at(one.lifted_at))], [one.reason],
        )
        for one in reversed(holds_of(case))
    ]  # fmt: skip


def _done(one: Deadline) -> str:
    if one.met_with == Met.ASIDE:
        return _("lagt til side {at}").format(at=at(one.met_at))
    if one.met_at:
        return _("nået {at}").format(at=at(one.met_at))
    return _("sluttet {at}").format(at=at(one.ended_at)) if one.ended_at else _("åben")


def received(case: Case, _reporter: bool) -> list[Entry]:
    """What other authorities have told us."""
    named = in_words(case)
    return [
        entry(
            str(one.unit or one.sender), f"{at(one.received_at)} · {one.get_form_display()}",
            [(_("Fra hvem"), one.who), (_("Hjemmel"), named.get(one.basis, "")), (_("Formål"), named.get(one.purpose, one.purpose))], [one.text],
        )
        for one in reversed(received_of(case))
    ]  # fmt: skip


SECTIONS: list[tuple[Any, Callable[[Case, bool], list[Entry]]]] = [
    (_l("Sagen"), the_case), (_l("Borgeren og dem omkring"), persons), (_l("Henvendelser"), concerns), (_l("Skrevet med henvender"), messages),
    (_l("Noter"), notes), (_l("Dokumenter"), documents), (_l("Videregivet"), shared), (_l("Modtaget fra andre myndigheder"), received),
    (_l("Politiets svar"), police), (_l("Oplysninger i vurderingen"), findings), (_l("Socialfaglig vurdering"), social),
    (_l("Fælles vurdering"), joint), (_l("Konklusion og afslutning"), ends), (_l("Besked til borger og henvender"), told),
    (_l("Afvigelser"), departed), (_l("Frister"), deadlines), (_l("Sletning sat i bero"), held),
]  # fmt: skip
