-- Which cases the acting membership is with: a current member, or covering one; in its own municipality; never one from which the user is
-- excluded; on a page about one case, that one alone. Closed with R1 or R2 the bare row stays seen, the content not. A child duty sees children's concerns while they are at Modtaget.
-- (A case may come twice, as one's own and as one covered: the functions below only ask whether it is there.
-- One query that the two functions below share and PostgreSQL takes into theirs: it has no rights of its own and nobody may call it.
-- OFFSET 0: each case is looked up by its own key. Joined freely, all cases of the municipality are held against all of the member's.)
CREATE OR REPLACE FUNCTION cases_with_me() RETURNS TABLE (id uuid, content boolean) LANGUAGE sql STABLE AS $$
  WITH me AS MATERIALIZED (
    SELECT m.id, m.user_id, m.authority_id, m.role, acting_case() AS only FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
    WHERE m.id = acting_membership() AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
  ), today AS (SELECT (app_now() AT TIME ZONE 'Europe/Copenhagen')::date AS day), not_mine AS (
    SELECT coalesce(array_agg(x.case_id), '{}') AS ids FROM me JOIN cases_exclusion x ON x.user_id = me.user_id AND x.lifted_at IS NULL
  ), with_me AS (
    SELECT cm.case_id FROM me JOIN cases_casemember cm ON cm.membership_id = me.id AND cm.left_at IS NULL
      WHERE me.role = 'coordinator' AND (me.only IS NULL OR cm.case_id = me.only)
    UNION ALL
    SELECT cm.case_id FROM me JOIN cases_cover v ON v.by_id = me.id AND v.ended_at IS NULL JOIN today ON day BETWEEN v.from_on AND v.until_on
      JOIN cases_casemember cm ON cm.membership_id = v.of_id AND cm.left_at IS NULL JOIN cases_case c ON c.id = cm.case_id AND NOT c.protected
      WHERE me.role = 'coordinator'
    UNION ALL
    SELECT c.id FROM me JOIN cases_case c ON c.municipality_id = me.authority_id AND c.stage = 'received' AND c.under_18 <> 'no' WHERE me.role = 'child_duty'
  )
  SELECT c.id, c.stage <> 'closed' OR c.retention_class IN ('R3', 'R4', 'R5')
  FROM me CROSS JOIN with_me CROSS JOIN LATERAL (SELECT * FROM cases_case WHERE id = with_me.case_id OFFSET 0) c
  WHERE c.municipality_id = me.authority_id AND (me.only IS NULL OR c.id = me.only) AND NOT c.id = ANY ((SELECT ids FROM not_mine)::uuid[])
$$;
CREATE OR REPLACE FUNCTION my_case_rows() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM cases_with_me()
$$;
CREATE OR REPLACE FUNCTION my_cases() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM cases_with_me() WHERE content
$$;
-- Whose deadlines: those of my case rows and, without a case, those of my authority. One array, so that one index answers.
CREATE OR REPLACE FUNCTION my_places() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT array_append(my_case_rows(), my_authority())
$$;
-- Whose copies the acting membership may read: its authority's, in the roles that receive.
CREATE OR REPLACE FUNCTION my_inbox() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.authority_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND m.role IN ('police', 'partner', 'coordinator', 'child_duty') AND u.is_active
    AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
-- The next number of a kind in a municipality's year: 2026-014, V-2026-031. Which one is drawn by lot, first among those of three digits, then of
-- four: in a row, whoever is kept from a case would read in the missing number that there is one, and when it came.
CREATE OR REPLACE FUNCTION next_number(in_municipality uuid, in_kind text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE this_year int := extract(year FROM app_now() AT TIME ZONE 'Europe/Copenhagen'); place cases_sequence; given int; low int; high int := 999;
BEGIN
  INSERT INTO cases_sequence AS s (municipality_id, kind, year, last, in_a_row, lot) VALUES (in_municipality, in_kind, this_year, 1, 0, gen_random_uuid())
  ON CONFLICT (municipality_id, kind, year) DO UPDATE SET last = s.last + 1, lot = coalesce(s.lot, gen_random_uuid()) RETURNING * INTO place;
  low := place.in_a_row + 1;
  WHILE place.last > high LOOP
    low := greatest(low, high + 1); high := high * 10 + 9;
  END LOOP;
  SELECT one INTO given FROM generate_series(low, high) AS one ORDER BY md5(place.lot::text || one) OFFSET place.last - low LIMIT 1;
  RETURN CASE in_kind WHEN 'case' THEN '' ELSE in_kind || '-' END || this_year || '-' || lpad(given::text, greatest(3, length(given::text)), '0');
END $$;
-- Who is left to see a case: members neither gone nor excluded (asked by the step that lets nobody-left reach the head).
CREATE OR REPLACE FUNCTION case_is_attended(in_case uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM cases_casemember cm JOIN accounts_membership m ON m.id = cm.membership_id JOIN accounts_user u ON u.id = m.user_id
    WHERE cm.case_id = in_case AND cm.left_at IS NULL AND u.is_active AND (m.until_at IS NULL OR m.until_at > app_now())
      AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE x.case_id = in_case AND x.user_id = m.user_id AND x.lifted_at IS NULL))
$$;
-- Unfinished texts in cases that the acting coordinator leads (or is with, while nobody leads them), whose writer may not see the case any more (gone, covered no longer, excluded).
CREATE OR REPLACE FUNCTION drafts_left_to_me() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(d.id), '{}') FROM cases_draft d JOIN cases_case c ON c.id = d.case_id JOIN accounts_membership m ON m.id = d.membership_id
  WHERE c.municipality_id = (SELECT my_authority_as('coordinator')) AND coalesce(c.lead_id, acting_membership()) = acting_membership() AND m.id <> acting_membership() AND c.id = ANY ((SELECT my_cases())::uuid[]) AND NOT (
    EXISTS (SELECT FROM accounts_user u WHERE u.id = m.user_id AND u.is_active) AND (m.until_at IS NULL OR m.until_at > app_now())
    AND NOT EXISTS (SELECT FROM cases_exclusion x WHERE x.case_id = c.id AND x.user_id = m.user_id AND x.lifted_at IS NULL)
    AND EXISTS (
      SELECT FROM cases_casemember cm WHERE cm.case_id = c.id AND cm.left_at IS NULL AND (cm.membership_id = m.id OR NOT c.protected AND EXISTS (
        SELECT FROM cases_cover v WHERE v.of_id = cm.membership_id AND v.by_id = m.id AND v.ended_at IS NULL
          AND (app_now() AT TIME ZONE 'Europe/Copenhagen')::date BETWEEN v.from_on AND v.until_on))))
$$;
GRANT EXECUTE ON FUNCTION drafts_left_to_me() TO infohus_app;
-- From which cases the acting user is excluded (a head reads departures without being with the case, but never of such a case).
CREATE OR REPLACE FUNCTION my_exclusions() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(case_id), '{}') FROM cases_exclusion WHERE user_id = my_user() AND lifted_at IS NULL
$$;
GRANT EXECUTE ON FUNCTION my_exclusions() TO infohus_app;
-- Open cases that nobody answers for while their lead is away: whoever covers is excluded from them, and no other member is there. For the lead
-- themself, and for the head (never of a case from which the head is kept); who covers is not told of a case that they must not see.
-- `another`: there is a coordinator of the municipality who could be appointed.
DROP FUNCTION IF EXISTS cases_not_covered();
CREATE OR REPLACE FUNCTION cases_not_covered() RETURNS TABLE (cover_id uuid, case_id uuid, number text, another boolean) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT v.id, c.id, c.number::text, EXISTS (
    SELECT FROM accounts_membership a JOIN accounts_user u ON u.id = a.user_id AND u.is_active
    WHERE a.authority_id = c.municipality_id AND a.role = 'coordinator' AND a.id <> v.of_id AND a.from_at <= app_now() AND (a.until_at IS NULL OR a.until_at > app_now())
      AND NOT EXISTS (SELECT FROM cases_exclusion k WHERE k.case_id = c.id AND k.user_id = a.user_id AND k.lifted_at IS NULL))
  FROM cases_cover v JOIN accounts_membership b ON b.id = v.by_id
    JOIN cases_exclusion x ON x.user_id = b.user_id AND x.lifted_at IS NULL
    JOIN cases_case c ON c.id = x.case_id AND c.stage <> 'closed' AND c.lead_id = v.of_id
  WHERE v.ended_at IS NULL AND v.until_on >= (app_now() AT TIME ZONE 'Europe/Copenhagen')::date
    AND (v.of_id = acting_membership() OR v.municipality_id = (SELECT my_authority_as('head'))) AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
    AND NOT EXISTS (
      SELECT FROM cases_casemember cm JOIN accounts_membership m ON m.id = cm.membership_id JOIN accounts_user u ON u.id = m.user_id AND u.is_active
      WHERE cm.case_id = c.id AND cm.left_at IS NULL AND m.id <> v.of_id AND (m.until_at IS NULL OR m.until_at > app_now())
        AND NOT EXISTS (SELECT FROM cases_exclusion k WHERE k.case_id = c.id AND k.user_id = m.user_id AND k.lifted_at IS NULL))
    AND NOT EXISTS (
      SELECT FROM cases_cover w JOIN accounts_membership o ON o.id = w.by_id
      WHERE w.of_id = v.of_id AND w.ended_at IS NULL AND w.from_on <= v.from_on AND w.until_on >= v.until_on AND NOT c.protected
        AND NOT EXISTS (SELECT FROM cases_exclusion k WHERE k.case_id = c.id AND k.user_id = o.user_id AND k.lifted_at IS NULL))
  ORDER BY v.from_on, c.number
$$;
GRANT EXECUTE ON FUNCTION cases_not_covered() TO infohus_app;
-- What the head is told of open cases without seeing any: numbers and people, never of a case from which the head is excluded;
-- `acute`: it came with a serious sign that nobody has decided on; `asked`: whoever is alone with it asks for another. What functions below share.
DROP FUNCTION IF EXISTS cases_for_head();
DROP FUNCTION IF EXISTS unopened_for_head(timestamptz, uuid, int), unattended_for_head(int), case_for_head(uuid), cases_for_head(timestamptz, uuid, int), told_to_head(uuid[]);
CREATE OR REPLACE FUNCTION told_to_head(in_cases uuid[]) RETURNS TABLE (case_id uuid, number text, stage text, received_at timestamptz, opened_at timestamptz, protected boolean, lead text, members text, attended boolean, acute boolean, asked boolean)
LANGUAGE sql STABLE AS $$
  SELECT c.id, c.number::text, c.stage::text, c.received_at, c.opened_at, c.protected, coalesce(u.name, '')::text,
    coalesce((SELECT string_agg(mu.name, ', ' ORDER BY mu.name) FROM cases_casemember cm JOIN accounts_membership mm ON mm.id = cm.membership_id JOIN accounts_user mu ON mu.id = mm.user_id WHERE cm.case_id = c.id AND cm.left_at IS NULL), ''),
    case_is_attended(c.id), EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'acute_today' AND d.met_at IS NULL AND d.ended_at IS NULL),
    case_is_attended(c.id) AND EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'appoint_coordinator' AND d.met_at IS NULL AND d.ended_at IS NULL)
  FROM cases_case c LEFT JOIN accounts_membership m ON m.id = c.lead_id LEFT JOIN accounts_user u ON u.id = m.user_id
  WHERE c.id = ANY (in_cases) AND c.municipality_id = (SELECT my_authority_as('head')) AND c.stage <> 'closed' AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
$$;
-- A page of them, the newest first, from a place in the list on.
CREATE OR REPLACE FUNCTION cases_for_head(in_before timestamptz, in_before_id uuid, in_most int) RETURNS TABLE (case_id uuid, number text, stage text, received_at timestamptz, opened_at timestamptz, protected boolean, lead text, members text, attended boolean, acute boolean, asked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.* FROM told_to_head(ARRAY(
    SELECT c.id FROM cases_case c WHERE c.municipality_id = (SELECT my_authority_as('head')) AND c.stage <> 'closed' AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
      AND (c.received_at, c.id) < (in_before, in_before_id) ORDER BY c.received_at DESC, c.id DESC LIMIT in_most)) h
  ORDER BY h.received_at DESC, h.case_id DESC
$$;
CREATE OR REPLACE FUNCTION case_for_head(in_case uuid) RETURNS TABLE (case_id uuid, number text, stage text, received_at timestamptz, opened_at timestamptz, protected boolean, lead text, members text, attended boolean, acute boolean, asked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM told_to_head(ARRAY[in_case])
$$;
-- Those that wait for the head to appoint somebody: nobody is left to open them, or whoever is alone with them asks for another.
CREATE OR REPLACE FUNCTION unattended_here() RETURNS TABLE (id uuid, received_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT c.id, c.received_at FROM deadlines_deadline d JOIN cases_case c ON c.id = d.case_id AND c.stage <> 'closed'
  WHERE d.municipality_id = (SELECT my_authority_as('head')) AND d.owner = 'head' AND d.kind = 'appoint_coordinator' AND d.met_at IS NULL AND d.ended_at IS NULL
    AND NOT d.case_id = ANY ((SELECT my_exclusions())::uuid[])
$$;
-- Those that nobody has opened, or that nobody is left to open: how many, and a page of them, the oldest first.
CREATE OR REPLACE FUNCTION unopened_here() RETURNS TABLE (id uuid, received_at timestamptz) LANGUAGE sql STABLE AS $$
  SELECT c.id, c.received_at FROM cases_case c
  WHERE c.municipality_id = (SELECT my_authority_as('head')) AND c.stage <> 'closed' AND c.opened_at IS NULL AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
  UNION SELECT * FROM unattended_here() u WHERE NOT case_is_attended(u.id)
$$;
CREATE OR REPLACE FUNCTION unopened_for_head(in_after timestamptz, in_after_id uuid, in_most int) RETURNS TABLE (case_id uuid, number text, stage text, received_at timestamptz, opened_at timestamptz, protected boolean, lead text, members text, attended boolean, acute boolean, asked boolean, of int)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH found AS MATERIALIZED (SELECT * FROM unopened_here())
  SELECT h.*, (SELECT count(*)::int FROM found) FROM told_to_head(ARRAY(
    SELECT f.id FROM found f WHERE (f.received_at, f.id) > (in_after, in_after_id) ORDER BY f.received_at, f.id LIMIT in_most)) h
  ORDER BY h.received_at, h.case_id
$$;
GRANT EXECUTE ON FUNCTION cases_for_head(timestamptz, uuid, int), case_for_head(uuid), unopened_for_head(timestamptz, uuid, int) TO infohus_app;
-- All that wait for the head to appoint somebody, the oldest first.
CREATE OR REPLACE FUNCTION unattended_for_head(in_most int) RETURNS TABLE (case_id uuid, number text, stage text, received_at timestamptz, opened_at timestamptz, protected boolean, lead text, members text, attended boolean, acute boolean, asked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.* FROM told_to_head(ARRAY(
    SELECT u.id FROM unattended_here() u ORDER BY u.received_at, u.id LIMIT in_most)) h
  ORDER BY h.received_at, h.case_id
$$;
GRANT EXECUTE ON FUNCTION unattended_for_head(int) TO infohus_app;
-- Who may take such a case: the coordinators of the municipality, whether they are with it, and everyone who is kept from it, with the reason's word.
CREATE OR REPLACE FUNCTION people_for_head(in_case uuid) RETURNS TABLE (membership_id uuid, coordinates boolean, with_case boolean, leads boolean, why text, kept_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH this AS (
    SELECT c.id, c.lead_id, c.municipality_id FROM cases_case c
    WHERE c.id = in_case AND c.municipality_id = my_authority_as('head') AND c.stage <> 'closed' AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
  ), kept AS (SELECT x.user_id, x.why, x.at FROM this JOIN cases_exclusion x ON x.case_id = this.id AND x.lifted_at IS NULL
  ), here AS (
    SELECT m.id, m.user_id FROM this JOIN accounts_membership m ON m.authority_id = this.municipality_id AND m.role = 'coordinator'
      JOIN accounts_user u ON u.id = m.user_id AND u.is_active WHERE m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
  ), others AS (
    SELECT DISTINCT ON (m.user_id) m.id, m.user_id FROM this JOIN accounts_membership m ON m.authority_id = this.municipality_id
      JOIN kept ON kept.user_id = m.user_id WHERE m.user_id NOT IN (SELECT user_id FROM here) ORDER BY m.user_id, m.from_at DESC
  )
  SELECT one.id, one.coordinates, EXISTS (SELECT FROM cases_casemember cm WHERE cm.case_id = this.id AND cm.membership_id = one.id AND cm.left_at IS NULL),
    coalesce(this.lead_id = one.id, false), coalesce(kept.why, ''), kept.at
  FROM this CROSS JOIN (SELECT id, user_id, true AS coordinates FROM here UNION ALL SELECT id, user_id, false FROM others) one LEFT JOIN kept ON kept.user_id = one.user_id
$$;
GRANT EXECUTE ON FUNCTION people_for_head(uuid) TO infohus_app;
REVOKE ALL ON cases_sequence FROM infohus_app;
GRANT EXECUTE ON FUNCTION my_case_rows(), my_cases(), my_places(), my_inbox(), case_is_attended(uuid) TO infohus_app;
GRANT EXECUTE ON FUNCTION next_number(uuid, text), case_is_attended(uuid) TO infohus_app, infohus_system;
GRANT SELECT, INSERT, UPDATE ON cases_case, cases_casemember, cases_exclusion, cases_cover TO infohus_system;
GRANT SELECT ON cases_trace TO infohus_system;
GRANT SELECT (id, case_id, form, saved_at), DELETE ON cases_draft TO infohus_system;
GRANT SELECT, UPDATE ON cases_handover TO infohus_system;
-- Erase a case with all that goes with it (retention/rules.py: FATE; a test compares): what stays is its trace. The bytes of its files are the
-- caller's to remove once this is committed. For the municipality itself, for the house, and for the owner who restores a copy.
CREATE OR REPLACE FUNCTION erase_case(in_case uuid, in_how text, in_trace uuid) RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone cases_case; boxes uuid[]; files uuid[]; named text[]; kept jsonb;
BEGIN
  SELECT * INTO gone FROM cases_case WHERE id = in_case FOR UPDATE;
  IF gone.id IS NULL OR NOT (gone.municipality_id IS NOT DISTINCT FROM coalesce(my_authority_as('coordinator'), my_authority_as('head')) OR current_setting('role') = 'infohus_system' OR session_user = current_user) THEN
    RAISE EXCEPTION 'no such case';
  END IF;
  SELECT jsonb_agg(user_id) INTO kept FROM cases_exclusion WHERE case_id = in_case AND lifted_at IS NULL;
  SELECT coalesce(array_agg(id), '{}') INTO boxes FROM mailboxes_mailbox WHERE case_id = in_case;
  SELECT coalesce(array_agg(id), '{}') INTO files FROM attachments_attachment WHERE case_id = in_case;
  SELECT array_agg(id::text) INTO named FROM (
    SELECT in_case AS id UNION SELECT unnest(boxes) UNION SELECT unnest(files) UNION SELECT id FROM mailboxes_message WHERE mailbox_id = ANY (boxes)
    UNION SELECT id FROM concerns_concern WHERE case_id = in_case UNION SELECT id FROM deadlines_deadline WHERE case_id = in_case
    UNION SELECT id FROM disclosures_disclosure WHERE case_id = in_case UNION SELECT id FROM disclosures_copy WHERE case_id = in_case UNION SELECT id FROM cases_handover WHERE case_id = in_case
  ) AS all_of_it;
  DELETE FROM procrastinate_jobs j WHERE status <> 'doing' AND EXISTS (SELECT FROM jsonb_each_text(j.args) a WHERE a.value = ANY (named));
  DELETE FROM sealing_key WHERE case_id = in_case;
  DELETE FROM deadlines_deadline WHERE case_id = in_case;
  DELETE FROM deadlines_deadline WHERE kind = 'join_check' AND about = in_case;  -- who was kept from it would read it in the other one
  DELETE FROM mailboxes_message WHERE case_id = in_case OR mailbox_id = ANY (boxes);
  DELETE FROM attachments_attachment WHERE case_id = in_case;
  DELETE FROM assessments_conclusion WHERE case_id = in_case;
  DELETE FROM assessments_reading WHERE case_id = in_case;
  DELETE FROM assessments_jointassessment WHERE case_id = in_case;
  DELETE FROM assessments_socialduty WHERE case_id = in_case;
  DELETE FROM assessments_socialassessment WHERE case_id = in_case;
  DELETE FROM assessments_finding WHERE case_id = in_case;
  DELETE FROM concerns_rejection WHERE case_id = in_case;
  DELETE FROM concerns_concern WHERE case_id = in_case;
  DELETE FROM mailboxes_mailbox WHERE case_id = in_case;
  DELETE FROM closing_feedback WHERE case_id = in_case;
  DELETE FROM closing_closing WHERE case_id = in_case;
  DELETE FROM closing_reopening WHERE case_id = in_case;
  DELETE FROM rights_information WHERE case_id = in_case;
  DELETE FROM rights_hold WHERE case_id = in_case;
  DELETE FROM retention_erasure WHERE case_id = in_case;
  DELETE FROM retention_delivery WHERE case_id = in_case;
  DELETE FROM assessments_policeanswer WHERE case_id = in_case;
  IF in_how = 'erased' THEN
    INSERT INTO disclosures_gonecopy (id, municipality_id, receiver_id, to_role, number, given_at, ended_at)
    SELECT gen_random_uuid(), municipality_id, receiver_id, to_role, number, given_at, app_now() FROM disclosures_copy WHERE case_id = in_case AND to_role <> '';  -- an own unit has no inbox
  END IF;
  DELETE FROM disclosures_received WHERE case_id = in_case;
  DELETE FROM disclosures_copy WHERE case_id = in_case;
  DELETE FROM disclosures_disclosure WHERE case_id = in_case;
  DELETE FROM persons_relative WHERE case_id = in_case;
  DELETE FROM persons_person WHERE case_id = in_case;
  DELETE FROM cases_noteaddendum WHERE case_id = in_case;
  DELETE FROM cases_noteversion WHERE case_id = in_case;
  DELETE FROM cases_note WHERE case_id = in_case;
  DELETE FROM cases_draft WHERE case_id = in_case;
  DELETE FROM cases_departure WHERE case_id = in_case;
  DELETE FROM cases_handover WHERE case_id = in_case;
  DELETE FROM cases_exclusion WHERE case_id = in_case;
  DELETE FROM cases_casemember WHERE case_id = in_case;
  DELETE FROM cases_case WHERE id = in_case;
  INSERT INTO cases_trace (id, municipality_id, number, ended_on, how, kept_from, case_was)
  VALUES (in_trace, gone.municipality_id, gone.number, (app_now() AT TIME ZONE 'Europe/Copenhagen')::date, in_how, kept, CASE WHEN kept IS NOT NULL THEN in_case END) ON CONFLICT DO NOTHING;
  RETURN files;
END $$;
-- How many closed cases have their day within so many days, how many have reached it and are not held, how many are proposed, and how many of those by another than me:
-- for a coordinator or the head of the municipality, without the cases from which they are kept.
CREATE OR REPLACE FUNCTION cases_ending(in_days int) RETURNS TABLE (soon int, ready int, proposed int, for_me int) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH today AS (SELECT (app_now() AT TIME ZONE 'Europe/Copenhagen')::date AS day), ours AS (
    SELECT coalesce(my_authority_as('coordinator'), my_authority_as('head')) AS id
  ), ends AS (
    SELECT c.erase_on, EXISTS (SELECT FROM rights_hold h WHERE h.case_id = c.id AND h.lifted_at IS NULL) AS held FROM ours JOIN cases_case c ON c.municipality_id = ours.id AND c.stage = 'closed' AND c.erase_on <= (SELECT day + in_days FROM today)
    WHERE NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
  ), waits AS (
    SELECT m.user_id FROM ours JOIN retention_erasure e ON e.municipality_id = ours.id AND e.answered_at IS NULL
      JOIN cases_case c ON c.id = e.case_id AND c.stage = 'closed' AND e.proposed_at >= c.closed_at JOIN accounts_membership m ON m.id = e.proposed_by_id
    WHERE NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
  )
  SELECT (SELECT count(*)::int FROM ends), (SELECT count(*)::int FROM ends, today WHERE erase_on <= day AND NOT held), (SELECT count(*)::int FROM waits),
    (SELECT count(*)::int FROM waits WHERE user_id <> my_user())
$$;
GRANT EXECUTE ON FUNCTION cases_ending(int) TO infohus_app;
-- A key follows the thing it opens to another case, or to no case (a mailbox that goes along when concerns are joined, parted or turned into advice).
CREATE OR REPLACE FUNCTION move_key(in_key uuid, in_case uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE sealing_key SET case_id = in_case WHERE id = in_key AND kind <> 'case' AND case_id = ANY ((SELECT my_cases())::uuid[])
    AND (in_case IS NULL OR in_case = ANY ((SELECT my_cases())::uuid[]));
  IF NOT FOUND THEN RAISE EXCEPTION 'no such key'; END IF;
END $$;
-- The numbers of cases that are gone and from which the acting user was kept to the end: of these nothing is told, as nothing was while they lived.
CREATE OR REPLACE FUNCTION traces_kept_from_me() RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(number), '{}') FROM cases_trace
  WHERE municipality_id = (SELECT my_authority()) AND kept_from IS NOT NULL AND kept_from @> jsonb_build_array((SELECT my_user())::text)
$$;
GRANT EXECUTE ON FUNCTION traces_kept_from_me() TO infohus_app;
-- The cases of which the acting user reads no line in the log: those from which they are excluded, and those that are gone and were kept from them to the end.
CREATE OR REPLACE FUNCTION logs_kept_from_me() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT my_exclusions() || coalesce(array_agg(case_was), '{}') FROM cases_trace
  WHERE municipality_id = (SELECT my_authority()) AND kept_from IS NOT NULL AND case_was IS NOT NULL AND kept_from @> jsonb_build_array((SELECT my_user())::text)
$$;
GRANT EXECUTE ON FUNCTION logs_kept_from_me() TO infohus_app;
-- The numbers of cases, for those who read the log of the municipality and see nothing else of them.
CREATE OR REPLACE FUNCTION case_numbers(in_ids uuid[]) RETURNS TABLE (case_id uuid, number text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.number FROM cases_case c WHERE c.id = ANY (in_ids) AND c.municipality_id = my_authority_as('dpo') AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
$$;
GRANT EXECUTE ON FUNCTION erase_case(uuid, text, uuid) TO infohus_app, infohus_system;
GRANT EXECUTE ON FUNCTION move_key(uuid, uuid), case_numbers(uuid[]) TO infohus_app;
-- policies --
ALTER TABLE cases_case ENABLE ROW LEVEL SECURITY;
CREATE POLICY case_seen ON cases_case TO infohus_app USING (id = ANY ((SELECT my_case_rows())::uuid[])) WITH CHECK (municipality_id = (SELECT my_authority()));
CREATE POLICY house ON cases_case TO infohus_system USING (true) WITH CHECK (true);
SELECT follows_case('cases_casemember');
CREATE POLICY house ON cases_casemember TO infohus_system USING (true) WITH CHECK (true);
SELECT follows_case('cases_exclusion');
CREATE POLICY house ON cases_exclusion TO infohus_system USING (true) WITH CHECK (true);
ALTER TABLE cases_cover ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_authority ON cases_cover TO infohus_app USING (municipality_id = (SELECT my_authority())) WITH CHECK (municipality_id = (SELECT my_authority()));
CREATE POLICY house ON cases_cover TO infohus_system USING (true) WITH CHECK (true);
ALTER TABLE cases_trace ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_municipality ON cases_trace TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT number = ANY ((SELECT traces_kept_from_me())::text[])) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY house ON cases_trace FOR SELECT TO infohus_system USING (true);
SELECT follows_case('cases_handover');
CREATE POLICY house ON cases_handover TO infohus_system USING (true) WITH CHECK (true);
SELECT follows_case('cases_note');
SELECT follows_case('cases_noteversion');
SELECT follows_case('cases_noteaddendum');
ALTER TABLE cases_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_draft ON cases_draft TO infohus_app USING (membership_id = (SELECT acting_membership()) AND case_id = ANY ((SELECT my_cases())::uuid[])) WITH CHECK (membership_id = (SELECT acting_membership()) AND case_id = ANY ((SELECT my_cases())::uuid[]));
CREATE POLICY grown_old ON cases_draft TO infohus_system USING (true);
CREATE POLICY left_to_the_lead ON cases_draft FOR SELECT TO infohus_app USING (id = ANY ((SELECT drafts_left_to_me())::uuid[]));
ALTER TABLE cases_departure ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_case ON cases_departure TO infohus_app USING (case_id = ANY ((SELECT my_cases())::uuid[])) WITH CHECK (case_id = ANY ((SELECT my_cases())::uuid[]));
CREATE POLICY read_by_head ON cases_departure FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
