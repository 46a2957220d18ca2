"""The one next step of a case, with its reason, and what else is its way on."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from infohus.access.rules import Act, Actor, may
from infohus.assessments.rules import Standing, Target, look_page
from infohus.casefile.rules.state import Door, State, Step
from infohus.cases.rules import Stage, holds_back
from infohus.closing.rules import DECIDE_REPORT, WAYS, Owed, Way
from infohus.concerns.rules import offers_rejection
from infohus.deadlines.rules import Kind
from infohus.ui.rules import full_day


def next_step(actor: Actor, state: State) -> Step:
    """The next step of a case for the one who looks at it; never one that would be refused."""
    step = _inform_first(state, _step(state))
    step = _child_first(state, step)
    first, second = (door if door is not None and may(actor, door.act) else None for door in (step.first, step.second))
    if step.first is not None and first is None:
        first, second = second, None
    return Step(step.title, step.why, first, second)


def _inform_first(state: State, step: Step) -> Step:
    """The duty to inform instead of a move that is held back while it is over time; beside it what is not."""

    def free(door: Door | None) -> Door | None:
        acute = state.now.acute or state.cannot_wait
        held = door is not None and holds_back(door.act, state.stage, informing_is_late=state.inform_late, acute=acute)
        return None if held else door

    inform = Door(_("Tag stilling til oplysningspligten"), Act.DECIDE_INFORMATION, "rights:inform")
    if state.inform_late and state.stage == Stage.ROLES and step.first and step.first.act == Act.WRITE_NOTE:
        why = _("Fristen for at give borgeren besked er overskredet. Aftal derefter med politiet, hvem der gør hvad.")
        return Step(_("Tag først stilling til oplysningspligten"), why, inform, step.first)
    if step.first is None or free(step.first):
        return Step(step.title, step.why, step.first, free(step.second))
    why = _(
        "Fristen for at give borgeren besked er overskredet. Til det er afgjort, kan sagen ikke gå videre. Kun det akutte kan ikke vente."
    )
    return Step(_("Tag først stilling til oplysningspligten"), why, inform, free(step.second))


def _child_first(state: State, step: Step) -> Step:
    """What was done of an underretning that was judged acute, or that one is judged, instead of closing the case while nobody has said it."""
    if state.undecided is not None and state.stage != Stage.RECEIVED and state.unsorted is None:  # there it is asked with the rest
        return _undecided(*state.undecided, step)
    if not any(door and door.act == Act.CLOSE_CASE for door in (step.first, step.second)):
        return step
    if state.acute_waits is not None:
        said = _way(Kind.CHILD_ACUTE, state.acute_waits)
        title = _("Svar på den akutte underretning, før sagen lukkes")
        why = _("Notér, hvad der er gjort. Så kan sagen lukkes.")  # that it was judged acute stands above it
    elif state.unjudged is not None:
        concern, until = state.unjudged
        said = _way(Kind.CHILD_24H, concern)
        title = _("Få underretningen vurderet, før sagen lukkes")
        why = _(
            "Den er sendt, men ingen har noteret, at børneafdelingen har vurderet den (frist: {until}). "
            "Ring til dem, og notér, hvad de svarer. Så kan sagen lukkes."
        ).format(until=until)
    else:
        return step
    if step.first is None or step.first.act != Act.CLOSE_CASE:
        return Step(step.title, step.why, step.first, said)
    return Step(title, why, said, step.second)


def _undecided(concern: uuid.UUID, until: str, step: Step) -> Step:
    """That it is said whether a concern is an underretning: its clock of 24 hours runs, and no case is closed before; what else comes next stands beside."""
    why = _(
        "Personen var under 18 år, da henvendelsen kom, eller det vides ikke, og ingen har sagt, om den er en underretning (frist: {until})."
    ).format(until=until)
    besides = next((door for door in (step.first, step.second) if door is not None and door.act != Act.CLOSE_CASE), None)
    return Step(_("Tag stilling til, om det er en underretning"), why, _as_door(DECIDE_REPORT, concern), besides)


def _way(kind: Kind, about: uuid.UUID) -> Door:
    """Where a child's clock is answered, as the pages of closing name it."""
    return _as_door(WAYS[kind], about)


def _as_door(way: Way, about: uuid.UUID) -> Door:
    return Door(str(way.label), way.act or Act.CLOSE_CASE, way.page, about)


def _step(state: State) -> Step:
    if state.offered_to_me:
        accept = Door(_("Tag imod sagen"), Act.ACCEPT_LEAD, "casefile:answer_offer")
        return Step(
            _("Svar på, om du vil være tovholder"),
            _("Sagen er tilbudt dig. Den bliver hos {lead}, til du siger ja.").format(lead=state.lead),
            accept,
        )
    match state.stage:
        case Stage.RECEIVED:
            return _received(state)
        case Stage.REGISTERED:
            if state.unsorted:
                return _sort(state)
            give = Door(_("Videregiv til politiet"), Act.PASS_TO_POLICE, "casefile:pass_to_police")
            keep = Door(_("Videregiv ikke – begrund"), Act.WITHHOLD_FROM_POLICE, "casefile:withhold")
            why = _(
                "Politiet har ikke fået noget endnu. Giv kun det videre, der er nødvendigt for at forebygge kriminalitet, og skriv, hvorfor."
            )
            return Step(_("Tag stilling til, hvad politiet skal vide"), why, give, keep)
        case Stage.CLOSED if state.rejected:
            return Step(
                _("Sagen blev afvist"),
                _("Alt i den er slettet, så den kan ikke åbnes igen. Kommer der noget nyt, så skriv en ny henvendelse."),
            )
        case Stage.CLOSED:
            again = Door(_("Åbn sagen igen"), Act.REOPEN_CASE, "closing:reopen")
            why = _("Den kan ikke ændres. På datoen tager to personer stilling til, om den skal slettes.")
            if state.held_until:
                why = _("Den kan ikke ændres. Sletningen er sat i bero, så den bliver ikke slettet nu. Det bliver set på igen {day}.")
                why = why.format(day=full_day(state.held_until))
            return Step(_("Sagen er lukket"), why, None, again)
        case Stage.ASSESSING:
            return _read_first(state) or _assessing(state)
        case Stage.JOINT:
            return _read_first(state) or _joint(state)
        case Stage.CONCLUDED | Stage.ROLES:
            return _read_first(state) or _concluded(state)
    return Step(_("Følg med i fristerne"), _("Der er ikke noget, du skal gøre lige nu."))


def _received(state: State) -> Step:
    register = Door(_("Registrér henvendelsen"), Act.REGISTER_CONCERN, "concerns:register")
    if state.proposed_by_other:
        confirm = Door(_("Gennemse forslaget"), Act.CONFIRM_REJECTION, "concerns:rejection")
        why = _("{who} har foreslået at afvise henvendelsen. Siger du ja, bliver alle oplysninger slettet med det samme.").format(
            who=state.proposed_by_other
        )
        return Step(_("Tag stilling til, om den hører til her"), why, confirm, register)
    if state.proposed_by_me and state.alone:
        why = _(
            "Ingen anden er med på sagen, så ingen kan svare på forslaget. Bed din faglige leder om at udpege en, eller registrér henvendelsen."
        )
        again = Door(_("Fortryd, og registrér den"), Act.REGISTER_CONCERN, "concerns:register")
        return Step(_("Der mangler en, der kan svare"), why, None, again)
    if state.proposed_by_me:
        why = _("Du har foreslået at afvise henvendelsen. En anden koordinator skal tage stilling, før noget bliver slettet.")
        again = Door(_("Fortryd, og registrér den"), Act.REGISTER_CONCERN, "concerns:register")
        return Step(_("Vent på den anden koordinator"), why, None, again)
    offered = offers_rejection(alone=state.alone, acute=state.acute_waits is not None or state.unjudged is not None, proposed=False)
    reject = Door(_("Foreslå at afvise"), Act.PROPOSE_REJECTION, "concerns:reject") if offered else None
    why = _("Læs den, sæt hver oplysning det rigtige sted, og slet det, der ikke er nødvendigt. Den, der registrerer, bliver tovholder.")
    return Step(_("Registrér henvendelsen"), why, register, reject)


def _read_first(state: State) -> Step | None:
    """What comes before all else: a child's concern not decided about, an unread answer, a question that waits, a concern the police may need."""
    now = state.now
    if state.unsorted_child:  # its 24 hours run
        return _sort(state)
    if now.unread_answers and not state.reads_on_the_way:
        return _unread(now)
    if now.asked_back:
        give = Door(_("Videregiv til politiet"), Act.PASS_TO_POLICE, "casefile:pass_to_police")
        see = Door(_("Se spørgsmålet"), Act.TAKE_ANSWER, "assessments:police")
        return Step(_("Svar på politiets spørgsmål"), _("Politiet venter på jer. Et svar er en ny videregivelse."), give, see)
    if now.alone and not now.social_duty and state.leads:
        duty = Door(_("Svar på det sociale ansvar"), Act.ANSWER_SOCIAL_DUTY, "assessments:social_duty")
        why = _("Kommunen har stadig de pligter, den sociale lovgivning giver den. Svar på, om der er noget tilbage.")
        return Step(_("Har kommunen et socialt ansvar?"), f"{now.said} {why}", duty)
    if state.unsorted:
        return _sort(state)
    if now.police_open:
        give = Door(_("Videregiv til politiet"), Act.PASS_TO_POLICE, "casefile:pass_to_police")
        keep = Door(_("Videregiv ikke – begrund"), Act.WITHHOLD_FROM_POLICE, "casefile:withhold")
        why = _("Der er en henvendelse, som politiet ikke har hørt om: den er kommet til, eller det, de fik, er kaldt tilbage.")
        return Step(_("Tag stilling til, hvad politiet skal vide"), why, give, keep)
    if state.to_read and not state.leads:
        read = Door(_("Læs vurderingen, og svar"), Act.SECOND_READ, "assessments:second_read", state.to_read)
        return Step(_("Læs din kollegas vurdering"), _("En anden end den, der har skrevet den, skal sige, om den holder."), read)
    return None


def _unread(now: Standing) -> Step:
    """What the police have written and nobody has noted as read: what they answer is said at once, and a question is called a question."""
    if now.acute and now.unread_undecided:
        read = Door(_("Læs det"), Act.TAKE_ANSWER, "assessments:police")
        return Step(_("Politiet handler nu: læs det i dag"), now.undecided or now.said, read)
    if now.unread_questions == now.unread_answers:
        read = Door(_("Læs spørgsmålet"), Act.TAKE_ANSWER, "assessments:police")
        why = _("Politiet spørger om noget, før de svarer. De venter på jer.")
        if not now.asked_back:
            why = _("Politiet har spurgt om noget, men venter ikke længere på jer.")
        return Step(_("Læs politiets spørgsmål"), why, read)
    if now.unread_questions + now.unread_undecided == now.unread_answers:
        read = Door(_("Læs det"), Act.TAKE_ANSWER, "assessments:police")
        waits = _("I venter stadig på deres svar.") if now.waits else ""
        why = f"{now.undecided} {waits}".strip() if now.undecided else now.said
        return Step(_("Læs, hvad politiet venter på"), why, read)
    read = Door(_("Læs politiets svar"), Act.TAKE_ANSWER, "assessments:police")
    title = _("Politiet handler nu: læs svaret i dag") if now.acute else _("Læs politiets svar")
    return Step(title, f"{now.said} {_('Et svar må ikke ligge ulæst.')}", read)


def _sort(state: State) -> Step:
    sort = Door(_("Sæt dem på plads"), Act.SORT_CONCERN, "concerns:sort", state.unsorted)
    if state.unsorted_child:
        why = _(
            "En henvendelse mere er kommet til sagen. Personen var under 18 år, da den kom, eller alderen kendes ikke. "
            "Børneafdelingen kan ikke læse den, før den er sendt som underretning. De 24 timer løber fra modtagelsen."
        )
        return Step(
            _("Svar på, om den er en underretning, og sæt oplysningerne på plads"),
            why,
            Door(_("Svar, og sæt dem på plads"), sort.act, sort.page, sort.about),
        )
    why = _("En henvendelse mere er kommet til sagen. Skil det sete fra det fortalte, og slet det, der ikke er nødvendigt.")
    return Step(_("Sæt oplysningerne på plads"), why, sort)


def _assessing(state: State) -> Step:
    now = state.now
    if state.person_gone:
        why = _("Personen blev slettet, da sagen blev lukket, og det samme gjorde alle tekster. Skriv først, hvem sagen drejer sig om.")
        return Step(
            _("Skriv personen ind igen"), why, Door(_("Skriv personen ind"), Act.CORRECT_PERSON, "casefile:correct_person"), _note()
        )
    full = Door(_("Skriv den socialfaglige vurdering"), Act.FINISH_ASSESSMENT, "assessments:social")
    beside = _ask_again(state) or _remind(state) or _note()
    if not now.social_finished and state.lacks is not None:
        return _go_on_writing(state, state.lacks, Door(_("Fortsæt vurderingen"), full.act, full.page))
    if not now.social_finished:
        if now.is_heard and now.not_shared:
            why = _("Intet er givet videre til politiet.") if now.withheld else _("Politiet deler ikke bekymringen.")
            if now.unread_answers:
                why = f"{why} {_('Du læser svaret på siden.')}"
            if now.sheet_gone:
                why = f"{why} {now.sheet_gone}"
            short = Door(_("Skriv en kort vurdering"), Act.FINISH_ASSESSMENT, "assessments:short")
            more = _("Er borgeren heller ikke i målgruppen efter jeres egen vurdering, er en kort vurdering nok.")
            return Step(_("Skriv kommunens egen vurdering"), f"{why} {more}", short, Door(_("Skriv den hele"), full.act, full.page))
        why = _("Politi og kommune vurderer hver for sig, på samme tid.")
        return Step(_("Skriv kommunens egen vurdering"), f"{why} {_heard_and_ready(state)}", full, beside)
    if now.new_look:
        return _look_again(state, _assessed(state))
    return _assessed(state)


def _again() -> Door:
    return Door(_("Se på vurderingen igen"), Act.RENEW_ASSESSMENT, "assessments:social")


def _look_again(state: State, rest: Step) -> Step:
    """A concern came or went since it was assessed: it is looked at again, or one goes on as one would (`rest`)."""
    now, way = state.now, _again()
    if (page := look_page(state.stage, now)) != way.page:
        way = Door(way.label, Act.START_JOINT_ASSESSMENT, page)
    ways = [door for door in (rest.first, rest.second) if door is not None and door.act != way.act]
    return Step(_("Se på vurderingen igen"), now.new_look, way, next(iter(ways), _note()))


def _assessed(state: State) -> Step:
    """What comes when the own assessment is finished."""
    now = state.now
    if now.is_heard and now.not_shared and now.target == Target.NO:
        end = Door(_("Konkludér og luk"), Act.CLOSE_CASE, "closing:end") if state.leads else None
        why = _nothing_more(now)
        if state.printed_first:
            end = _conclude() if state.leads else None
            why = f"{why} {_('Den skal bevares i et arkiv: udskriv hele sagen, når den er konkluderet, og luk den så.')}"
        if now.reopened:
            again = _again()
            why = _("Konklusionen er taget op igen. Forny vurderingen, hvis noget er nyt. Ellers kan sagen konkluderes på ny.")
            return Step(_("Vurder sagen igen"), why, again, end)
        return Step(_("Afslut sagen"), why, end, Door(_("Tag den op i Infohus"), Act.START_JOINT_ASSESSMENT, "assessments:joint"))
    begin = Door(_("Begynd den fælles vurdering"), Act.START_JOINT_ASSESSMENT, "assessments:joint")
    if now.is_heard and now.brought_at and now.social.finished_at < now.brought_at:
        why = _("Politiet har selv henvendt sig, siden de svarede og kommunens egen vurdering blev færdig. Se, om den stadig holder.")
        return Step(_("Vurder sammen"), why, begin, _again())
    if now.is_heard:
        return Step(_("Vurder sammen"), _("Politiet er hørt, og kommunens egen vurdering er færdig."), begin, _note())
    if state.ask_again:
        why = _(
            "Politiet har sagt, at noget er til hinder for at tale om sagen i Infohus. I må spørge dem igen fra {day}. "
            "Ring til dem, og notér, hvad de svarer, eller giv dem et nyt ark."
        ).format(day=full_day(state.ask_again[1]))
        return Step(_("Spørg politiet, om noget stadig er til hinder"), why, _ask_again(state), _remind(state) or _new_sheet())
    noted = Door(_("Notér et svar"), Act.NOTE_POLICE_ANSWER, "assessments:police")
    if now.may_go_on_unheard:
        go_on = Door(_("Gå videre, og skriv hvorfor"), begin.act, begin.page)
        if now.answer_gone:
            ask = Door(_("Bed om et nyt svar"), Act.PASS_TO_POLICE, "assessments:police")
            return Step(
                _("Politiets svar er slettet"), f"{_heard(now)} {_('Bed om et nyt, eller skriv, hvorfor I går videre uden.')}", ask, go_on
            )
        why = f"{_heard_and_ready(state)} {_('Den faglige leder læser, hvorfor I går videre.')}"
        return Step(_("Politiet har ikke svaret"), why, go_on, _remind(state) or noted)
    return Step(_("Vent på politiets svar"), _heard_and_ready(state), _remind(state), noted)


def _nothing_more(now: Standing) -> str:
    """What neither side has found, as they say it: need of other help is something."""
    if now.other_help:
        why = _(
            "Politiet deler ikke bekymringen, men kommunen vurderer, at der er brug for hjælp til andet. Giv det videre, så kan sagen lukkes."
        )
        if now.withheld:
            why = _(
                "Politiet er ikke spurgt, og kommunen vurderer, at der er brug for hjælp til andet. Giv det videre, så kan sagen lukkes."
            )
        return str(why)
    if now.withheld:
        return str(_("Politiet er ikke spurgt, og kommunen har ikke fundet noget, der kalder på mere. Så kan sagen konkluderes og lukkes."))
    if now.sheet_gone:
        why = _("Politiet deler ikke bekymringen, og kommunen har ikke fundet noget, der kalder på mere.")
        return f"{why} {now.sheet_gone} {_('Svaret gælder stadig. Er det noget andet, de skal svare på, så giv dem et nyt ark, før sagen lukkes.')}"
    return str(_("Hverken politi eller kommune har fundet noget, der kalder på mere. Så kan sagen konkluderes og lukkes."))


def _remind(state: State) -> Door | None:
    """The reminder of the police, where one lies ready."""
    return Door(_("Mind politiet om at svare"), Act.REMIND_RECEIVER, "assessments:remind", state.remind) if state.remind else None


def _ask_again(state: State) -> Door | None:
    """Noting what the police answer when they are asked again, once that day has come."""
    return Door(_("Notér et svar"), Act.NOTE_POLICE_ANSWER, "assessments:note_answer", state.ask_again[0]) if state.ask_again else None


def _new_sheet() -> Door:
    return Door(_("Giv et nyt ark"), Act.PASS_TO_POLICE, "casefile:pass_to_police")


def _heard_and_ready(state: State) -> str:
    """How it stands with the police, and that a reminder lies ready."""
    return f"{_heard(state.now)} {_('En påmindelse til dem ligger klar.')}" if state.remind else _heard(state.now)


def _go_on_writing(state: State, lacks: Sequence[str], full: Door) -> Step:
    """The own assessment is half written: what it lacks, and how it stands with the police."""
    now, beside = state.now, _ask_again(state) or _remind(state) or _note()
    named = _(" og ").join(filter(None, [", ".join(lacks[:-1]), *lacks[-1:]]))
    missing = _("Der mangler: {what}.").format(what=named) if lacks else _("Alt, der skal stå i den, er skrevet.")
    short = Door(_("Skriv en kort vurdering"), full.act, "assessments:short")
    second = short if now.is_heard and now.not_shared else beside
    return Step(_("Skriv kommunens egen vurdering færdig"), f"{missing} {_heard_and_ready(state)}", full, second)


def _note() -> Door:
    return Door(_("Skriv en note"), Act.WRITE_NOTE, "casefile:case")


def _heard(now: Standing) -> str:
    """How it stands with the police, in a sentence."""
    if now.answer_gone:
        return str(_("Politiets svar blev slettet, da sagen blev lukket."))
    if now.withheld:
        return str(_("Intet er givet videre til politiet."))
    if now.undecided:
        return f"{now.undecided} {_waited(now)}" if now.waits else now.undecided
    if now.hindrance:
        return str(_("Politiet har sagt, at noget er til hinder for at tale om sagen i Infohus. I spørger igen på den dato, de har givet."))
    if now.heard:
        return now.said or str(_("Politiet har selv bragt sagen."))
    if not now.said:
        return _waited(now)
    days = ngettext("{count} arbejdsdag", "{count} arbejdsdage", now.waited).format(count=now.waited)
    again = _("De er spurgt igen i dag.") if now.waited == 0 else _("De er spurgt igen for {days} siden.").format(days=days)
    return f"{now.said} {again}"


def _waited(now: Standing) -> str:
    days = ngettext("{count} arbejdsdag", "{count} arbejdsdage", now.waited).format(count=now.waited)
    return str(_("Politiet blev spurgt i dag.") if now.waited == 0 else _("Politiet blev spurgt for {days} siden.").format(days=days))


def _joint(state: State) -> Step:
    now = state.now
    if not now.joint_signed:
        sign = Door(_("Skriv den fælles vurdering"), Act.SIGN_JOINT_ASSESSMENT, "assessments:joint")
        why = _("Tal om sagen, eller skriv sammen, og skriv under. Der er ingen tal og ingen samlet karakter.")
        if now.alone:
            why = _(
                "Politiet håndterer det alene, så I taler ikke om sagen i Infohus. Skriv vurderingen, og skriv under på den skriftligt."
            )
        elif now.hindrance:
            why = _(
                "Politiet har sagt, at noget er til hinder for at tale om sagen i Infohus. Skriv vurderingen, eller vent, til I har spurgt igen."
            )
        if now.new_look:
            return Step(_("Vurder sammen"), f"{now.new_look} {why}", sign, _ask_again(state) or _again())
        return Step(_("Vurder sammen"), why, sign, _ask_again(state) or _note())
    if now.new_look:
        return _look_again(state, _signed(state))
    return _signed(state)


def _signed(state: State) -> Step:
    """What comes when the joint assessment is signed."""
    now = state.now
    if now.joint_target in (Target.RISK, Target.HAPPENED) and not now.joint_read:
        read = Door(_("Læs vurderingen, og svar"), Act.SECOND_READ, "assessments:second_read", state.to_read) if state.to_read else None
        why = _("Den fælles vurdering siger, at borgeren er i målgruppen. En anden koordinator skal have læst den, før I konkluderer.")
        if now.alone and now.social_duty and state.leads:
            why = _(
                "Den fælles vurdering siger, at borgeren er i målgruppen. Vent på den anden læsning, eller konkludér, at politiet håndterer det alene."
            )
            return Step(_("Konkludér, eller vent på den anden læsning"), why, read or _conclude(), _conclude() if read else _note())
        return Step(_("Vent på den anden læsning"), why, read, _note())
    if not state.leads:
        return Step(
            _("Vent på konklusionen"),
            _("Den fælles vurdering er underskrevet. {lead} skriver konklusionen.").format(lead=state.lead),
            None,
            _note(),
        )
    return Step(
        _("Konkludér"),
        _("Den fælles vurdering er underskrevet. Hvert udfald har sine krav; dem, der kan vælges, står på siden."),
        _conclude(),
        _note(),
    )


def _conclude() -> Door:
    return Door(_("Skriv konklusionen"), Act.CONCLUDE, "assessments:conclude")


def _concluded(state: State) -> Step:
    again = Door(_("Tag konklusionen op igen"), Act.RECONSIDER, "assessments:reconsider") if state.leads else None
    if state.reconsider:
        return Step(
            _("Tag stilling til, om konklusionen holder"), _("En ny henvendelse er kommet til, efter at I konkluderede."), again, _note()
        )
    if state.now.alone_no_more:
        why = _("I konkluderede, at politiet håndterer det alene. Det siger de ikke længere, så sagen kan ikke lukkes på det.")
        return Step(_("Tag konklusionen op igen"), f"{_heard(state.now)} {why}", again, _note())
    if state.stage == Stage.ROLES:
        why = _(
            "Borgeren er i målgruppen. Aftal med politiet, hvem der gør hvad, og hvem der tager kontakt, før nogen gør noget. "
            "Skriv det, I aftaler, i en note."
        )
        return Step(_("Aftal, hvem der gør hvad"), why, _note(), again)
    if state.now.social_duty == "yes":
        duty = Door(_("Svar på det sociale ansvar"), Act.ANSWER_SOCIAL_DUTY, "assessments:social_duty") if state.leads else None
        why = _("Kommunen har et socialt ansvar. Sagen lukkes, når svaret er nej.")
        if state.now.alone:
            why = _("Politiet håndterer resten. Sagen lukkes, når svaret er nej.")
        if state.owed:  # it has a day of its own; these are due before
            first = _end(state, again).first
            tell = replace(first, label=_("Giv besked")) if first and first.act == Act.CLOSE_CASE else first
            return Step(_("Giv besked, og hold øje med det sociale ansvar"), why, tell, duty)
        return Step(_("Hold øje med kommunens sociale ansvar"), why, duty, again)
    return _end(state, again)


def _end(state: State, again: Door | None) -> Step:
    """What is still to be done before a concluded case is closed, in the order in which it is done."""
    shut = Door(_("Luk sagen"), Act.CLOSE_CASE, "closing:close")
    inform = Door(_("Tag stilling til oplysningspligten"), Act.DECIDE_INFORMATION, "rights:inform")
    tell = Door(_("Giv besked, og luk"), shut.act, shut.page)
    why, first = {
        frozenset(): (_("Konklusionen står, og der er givet besked. Luk sagen."), shut),
        frozenset({Owed.MESSAGE}): (_("Konklusionen står. Giv henvenderen besked, og luk sagen."), tell),
        frozenset({Owed.INFORMING}): (
            _("Konklusionen står. Tag stilling til, hvornår borgeren får besked om oplysningerne, og luk sagen."),
            inform,
        ),
    }.get(state.owed, (_("Konklusionen står. Tag stilling til oplysningspligten, giv henvenderen besked, og luk sagen."), inform))
    if len(state.owed) > 1 and state.tell_first:
        kind, about = state.tell_first
        why = _("Konklusionen står. Giv besked, tag stilling til oplysningspligten, og luk sagen.")
        first = Door(str(WAYS[kind].label), Act.GIVE_FEEDBACK, WAYS[kind].page, about)
    return Step(_("Luk sagen"), why, first if state.leads else None, again)
