-- The copies (of some, or with NULL of all) that the acting membership may open now: given to its authority in its role, neither recalled
-- nor expired, no conflict of interest.
CREATE OR REPLACE FUNCTION my_copies_of(in_copies uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM disclosures_copy c
  WHERE (in_copies IS NULL OR c.id = ANY (in_copies)) AND c.receiver_id = (SELECT my_inbox()) AND c.to_role = (SELECT my_role()) AND c.recalled_at IS NULL AND c.expires_at > app_now()
    AND NOT c.case_id = ANY ((SELECT my_exclusions())::uuid[])
$$;
GRANT EXECUTE ON FUNCTION my_copies_of(uuid[]) TO infohus_app;
CREATE OR REPLACE FUNCTION my_copies() RETURNS uuid[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT my_copies_of(NULL) $$;
GRANT EXECUTE ON FUNCTION my_copies() TO infohus_app;
-- Of these, the copies whose case the giver has not closed: only on them an answer would be read.
CREATE OR REPLACE FUNCTION my_open_copies_of(in_copies uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM disclosures_copy c JOIN cases_case k ON k.id = c.case_id AND k.stage <> 'closed'
  WHERE c.id = ANY ((SELECT my_copies_of(in_copies))::uuid[])
$$;
GRANT EXECUTE ON FUNCTION my_open_copies_of(uuid[]) TO infohus_app;
CREATE OR REPLACE FUNCTION my_open_copies() RETURNS uuid[] LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$ SELECT my_open_copies_of(NULL) $$;
GRANT EXECUTE ON FUNCTION my_open_copies() TO infohus_app;
-- How many of them nobody has opened yet: a number and nothing more.
CREATE OR REPLACE FUNCTION copies_unread() RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM disclosures_copy c
  WHERE c.receiver_id = (SELECT my_inbox()) AND c.to_role = (SELECT my_role()) AND c.seen_at IS NULL AND c.recalled_at IS NULL AND c.expires_at > app_now()
    AND NOT c.case_id = ANY ((SELECT my_exclusions())::uuid[])
$$;
GRANT EXECUTE ON FUNCTION copies_unread() TO infohus_app;
-- What givers wait for the acting police to answer, by the copies that they may open, and until when: they do not see the deadlines of a giver's case.
DROP FUNCTION IF EXISTS answers_due(uuid[]);
CREATE OR REPLACE FUNCTION answers_awaited() RETURNS TABLE (copy_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH waiting AS MATERIALIZED (
    SELECT c.id, d.due_at FROM deadlines_deadline d JOIN disclosures_copy c ON c.disclosure_id = d.about AND c.case_id = d.case_id
    WHERE d.owner_authority_id = (SELECT my_authority_as('police')) AND d.kind = 'police_answer' AND d.met_at IS NULL AND d.ended_at IS NULL
  )
  SELECT id, due_at FROM waiting WHERE id = ANY ((SELECT my_copies_of(coalesce((SELECT array_agg(id) FROM waiting), '{}')))::uuid[])
$$;
GRANT EXECUTE ON FUNCTION answers_awaited() TO infohus_app;
-- Until when an underretning that was sent to the own child duty is judged, while that waits: the duty does not see the deadlines of its case.
CREATE OR REPLACE FUNCTION reports_due() RETURNS TABLE (copy_id uuid, due_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, d.due_at FROM disclosures_copy c
  JOIN deadlines_deadline d ON d.case_id = c.case_id AND d.kind = 'child_24h' AND d.met_at IS NULL AND d.ended_at IS NULL
  WHERE c.receiver_id = (SELECT my_authority_as('child_duty')) AND c.to_role = 'child_duty' AND c.recalled_at IS NULL AND c.confirmed_at IS NULL
    AND NOT c.case_id = ANY ((SELECT my_exclusions())::uuid[])
$$;
GRANT EXECUTE ON FUNCTION reports_due() TO infohus_app;
-- Underretninger that ran out before the child duty opened them and that nobody has judged since, for the head: numbers and dates only.
CREATE OR REPLACE FUNCTION reports_unread() RETURNS TABLE (number text, case_number text, given_at timestamptz, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.number, k.number, c.given_at, c.expires_at FROM disclosures_copy c
  JOIN cases_case k ON k.id = c.case_id
  JOIN deadlines_deadline d ON d.case_id = c.case_id AND d.kind = 'child_24h' AND d.met_at IS NULL AND d.ended_at IS NULL
  WHERE c.municipality_id = (SELECT my_authority_as('head')) AND c.to_role = 'child_duty' AND c.recalled_at IS NULL
    AND c.seen_at IS NULL AND c.confirmed_at IS NULL AND c.expires_at <= app_now() AND NOT c.case_id = ANY ((SELECT my_exclusions())::uuid[])
  ORDER BY c.expires_at, c.id
$$;
GRANT EXECUTE ON FUNCTION reports_unread() TO infohus_app;
GRANT SELECT (id, case_id, municipality_id, receiver_id, to_role, disclosure_id, given_at, seen_at, confirmed_at, recalled_at, expires_at), UPDATE (seen_at, confirmed_at, judged_acute) ON disclosures_copy TO infohus_system;
GRANT SELECT (id, reminded_at) ON disclosures_disclosure TO infohus_system;
-- The register of what the municipality gave, for its data protection officer: nothing of what was said, and nothing of a case from which they are kept.
-- Newest first, so many after the one of this time and id.
DROP FUNCTION IF EXISTS register_of_disclosures(timestamptz, uuid, int);
CREATE OR REPLACE FUNCTION register_of_disclosures(in_at timestamptz, in_id uuid, in_most int)
RETURNS TABLE (id uuid, number text, case_id uuid, case_number text, form text, receiver_id uuid, unit_id uuid, basis text, purpose text, given_at timestamptz,
  recalled_at timestamptz, wrong_receiver boolean, corrects text, delivered_at timestamptz, expires_at timestamptz, ended_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.number::text, d.case_id, k.number::text, d.form::text, d.receiver_id, d.unit_id, d.basis::text, d.purpose::text, d.given_at,
    d.recalled_at, d.wrong_receiver, b.number::text, d.delivered_at, c.expires_at, c.ended_at
  FROM disclosures_disclosure d JOIN cases_case k ON k.id = d.case_id LEFT JOIN disclosures_copy c ON c.disclosure_id = d.id
    LEFT JOIN disclosures_disclosure b ON b.id = d.corrects_id
  WHERE d.municipality_id = (SELECT my_authority_as('dpo')) AND NOT d.case_id = ANY ((SELECT my_exclusions())::uuid[])
    AND (d.given_at, d.id) < (coalesce(in_at, 'infinity'), coalesce(in_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
  ORDER BY d.given_at DESC, d.id DESC LIMIT in_most
$$;
GRANT EXECUTE ON FUNCTION register_of_disclosures(timestamptz, uuid, int) TO infohus_app;
-- Of the numbers of sheets that entries of the log name, with the case in whose log they stand: those whose sheet is another case's now, never whose.
CREATE OR REPLACE FUNCTION disclosures_gone_elsewhere(in_numbers text[], in_cases uuid[]) RETURNS TABLE (number text, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT said.number, said.case_id FROM unnest(in_numbers, in_cases) AS said (number, case_id)
  JOIN disclosures_disclosure d ON d.municipality_id = (SELECT my_authority()) AND d.number = said.number AND d.case_id <> said.case_id
$$;
GRANT EXECUTE ON FUNCTION disclosures_gone_elsewhere(text[], uuid[]) TO infohus_app;
REVOKE INSERT, UPDATE, DELETE ON disclosures_gonecopy FROM infohus_app;
GRANT SELECT, DELETE ON disclosures_gonecopy TO infohus_system;
-- policies --
SELECT follows_case('disclosures_disclosure');
SELECT follows_case('disclosures_copy');
-- What other authorities told us: noted by a coordinator, read by those with the case.
SELECT follows_case('disclosures_received');
CREATE POLICY given_to_us ON disclosures_copy FOR SELECT TO infohus_app USING (receiver_id = (SELECT my_inbox()) AND to_role = (SELECT my_role()) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
ALTER TABLE disclosures_gonecopy ENABLE ROW LEVEL SECURITY;
CREATE POLICY was_given_to_us ON disclosures_gonecopy FOR SELECT TO infohus_app USING (receiver_id = (SELECT my_inbox()) AND to_role = (SELECT my_role()));
CREATE POLICY grown_old ON disclosures_gonecopy TO infohus_system USING (true);
CREATE POLICY reminded ON disclosures_disclosure FOR SELECT TO infohus_system USING (true);
CREATE POLICY seen_and_confirmed ON disclosures_copy TO infohus_system USING (true) WITH CHECK (true);
