-- A deadline without a case belongs to its authority; the receivers of a duty see what is theirs.
-- What the police have asked about a sheet and the municipality has not answered: while there is something, they wait for us, and nothing of theirs is over time.
-- The one place that says so. It has no rights of its own (whoever asks is told of what they may see), and is a plain query without settings, so that it is laid into the one that asks.
DROP FUNCTION IF EXISTS police_wait_for_us(uuid);
CREATE OR REPLACE FUNCTION questions_to_us(in_sheet uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT a.id FROM assessments_policeanswer a JOIN deadlines_deadline q ON q.case_id = a.case_id AND q.about = a.id AND q.kind = 'answer_back' AND q.met_at IS NULL AND q.ended_at IS NULL
  WHERE a.disclosure_id = in_sheet
$$;
GRANT EXECUTE ON FUNCTION questions_to_us(uuid) TO infohus_app, infohus_system;
-- What the head is told of what is over time (the end of a closed case, which has a list of its own, only once it is escalated; what waits for the head stands with what nobody has opened):
-- of which case by its number, what, whose, since when; no remark, and never of a case from which the head is kept. One query that the two functions below share: it has no rights of its own and nobody may call it.
DROP FUNCTION IF EXISTS late_deadlines();
-- Who is to read, or to answer, what one of the coordinators wrote or proposed: the only one with the case who did not; NULL where there are several or none.
CREATE OR REPLACE FUNCTION the_other(in_case uuid, in_about uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN count(*) = 1 THEN (array_agg(m.id))[1] END
  FROM cases_casemember x JOIN accounts_membership m ON m.id = x.membership_id JOIN accounts_user u ON u.id = m.user_id AND u.is_active
  WHERE x.case_id = in_case AND x.left_at IS NULL AND (m.until_at IS NULL OR m.until_at > app_now()) AND m.user_id <> (
    SELECT w.user_id FROM accounts_membership w WHERE w.id = coalesce(
      (SELECT s.by_id FROM assessments_socialassessment s WHERE s.id = in_about), (SELECT j.signed_by_id FROM assessments_jointassessment j WHERE j.id = in_about),
      (SELECT r.proposed_by_id FROM concerns_rejection r WHERE r.id = in_about)))
$$;
CREATE OR REPLACE FUNCTION late_here() RETURNS TABLE (id uuid, kind text, owner text, whose text, due_at timestamptz, case_id uuid) LANGUAGE sql STABLE AS $$
  SELECT d.id, d.kind::text, d.owner::text, coalesce(
    d.owner_membership_id, CASE WHEN d.owner = 'lead' THEN (SELECT c.lead_id FROM cases_case c WHERE c.id = d.case_id) WHEN d.owner = 'other_coordinator' THEN the_other(d.case_id, d.about) END,
    d.owner_authority_id  -- case by case: a join would look through all
  )::text, d.due_at, d.case_id
  FROM deadlines_deadline d
  WHERE d.municipality_id = (SELECT my_authority_as('head')) AND d.met_at IS NULL AND d.ended_at IS NULL
    AND (d.kind <> 'erase' OR d.escalated_at IS NOT NULL) AND d.due_at < app_now()
    AND CASE WHEN d.kind = 'police_answer' THEN NOT EXISTS (SELECT FROM questions_to_us(d.about)) ELSE true END
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE x.case_id = d.case_id AND x.user_id = my_user() AND x.lifted_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE d.kind = 'join_check' AND x.case_id = d.about AND x.user_id = my_user() AND x.lifted_at IS NULL)
$$;
-- A page of them, the longest over time first; in_whose: of one owner (a membership, an authority, or the word for several), '' for all.
CREATE OR REPLACE FUNCTION late_deadlines(in_whose text, in_after timestamptz, in_after_id uuid, in_most int)
RETURNS TABLE (number text, kind text, owner text, owner_name text, due_at timestamptz, case_id uuid, id uuid, open boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH page AS (
    SELECT * FROM late_here() d WHERE d.kind <> 'check_entry' AND (in_whose = '' OR coalesce(d.whose, d.owner) = in_whose)
      AND (d.due_at, d.id) > (in_after, in_after_id) ORDER BY d.due_at, d.id LIMIT in_most
  )
  SELECT c.number, d.kind, d.owner, coalesce(u.name, a.name, ''), d.due_at, d.case_id, d.id, coalesce(c.stage <> 'closed', false)
  FROM page d LEFT JOIN cases_case c ON c.id = d.case_id LEFT JOIN accounts_membership m ON m.id::text = d.whose
    LEFT JOIN accounts_user u ON u.id = m.user_id LEFT JOIN accounts_authority a ON a.id::text = d.whose ORDER BY d.due_at, d.id
$$;
-- How many there are of each owner, and since when the oldest; texts of the catalogue that are to be looked at again by themselves.
CREATE OR REPLACE FUNCTION late_by_owner() RETURNS TABLE (whose text, owner text, owner_name text, checks boolean, late int, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH told AS (
    SELECT d.whose, d.owner, d.kind = 'check_entry' AS checks, count(*)::int AS late, min(d.due_at) AS since FROM late_here() d GROUP BY 1, 2, 3
  )
  SELECT coalesce(t.whose, t.owner), min(t.owner), coalesce(u.name, a.name, ''), t.checks, sum(t.late)::int, min(t.since)
  FROM told t LEFT JOIN accounts_membership m ON m.id::text = t.whose LEFT JOIN accounts_user u ON u.id = m.user_id LEFT JOIN accounts_authority a ON a.id::text = t.whose
  GROUP BY 1, 3, 4 ORDER BY 5 DESC, 6
$$;
GRANT EXECUTE ON FUNCTION late_deadlines(text, timestamptz, uuid, int), late_by_owner() TO infohus_app;
GRANT SELECT, INSERT, UPDATE ON deadlines_deadline TO infohus_system;
-- policies --
ALTER TABLE deadlines_deadline ENABLE ROW LEVEL SECURITY;
-- That another case may be about the same person is not told to one who is kept from that case (D7). It stands in the same rule: laid over it as
-- a restrictive one, it would be asked first, of every row of the installation, and the index of places not used.
CREATE POLICY of_my_places ON deadlines_deadline TO infohus_app USING (coalesce(case_id, municipality_id) = ANY ((SELECT my_places())::uuid[]) AND (kind <> 'join_check' OR NOT about = ANY ((SELECT my_exclusions())::uuid[]))) WITH CHECK (coalesce(case_id, municipality_id) = ANY ((SELECT my_places())::uuid[]));
CREATE POLICY house ON deadlines_deadline TO infohus_system USING (true) WITH CHECK (true);
