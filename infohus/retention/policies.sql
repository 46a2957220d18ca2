-- The closed cases of the municipality for those who decide on their end, a coordinator or the head: number, class, days and what stands in the way, never
-- those from which they are kept. One query that the functions below share: it has no rights of its own and nobody may call it.
CREATE OR REPLACE FUNCTION closed_here() RETURNS TABLE (case_id uuid, number text, kept text, closed_on date, erase_on date, held_until date, unread boolean,
  exported boolean, delivered_on date, proposal uuid, want text, why text, until_on date, proposed_by uuid, proposer uuid, proposer_name text, proposed_at timestamptz, stopped text)
LANGUAGE sql STABLE AS $$
  SELECT c.id, c.number::text, c.retention_class::text, (c.closed_at AT TIME ZONE 'Europe/Copenhagen')::date, c.erase_on,
    (SELECT max(h.until) FROM rights_hold h WHERE h.case_id = c.id AND h.lifted_at IS NULL),
    EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'read_message' AND d.met_at IS NULL AND d.ended_at IS NULL),
    -- Printed whole, with who told it, when it was decided how the case ends: one that is locked is printed between its conclusion and its closing.
    EXISTS (SELECT FROM audit_entry e WHERE e.case_id = c.id AND e.act = 'print_case' AND e.codes @> '{"reporter": true}' AND e.at >= coalesce(c.concluded_at, c.closed_at))
      OR EXISTS (SELECT FROM audit_waiting e WHERE e.case_id = c.id AND e.act = 'print_case' AND e.codes @> '{"reporter": true}' AND e.at >= coalesce(c.concluded_at, c.closed_at)),
    (SELECT max(v.delivered_on) FROM retention_delivery v WHERE v.case_id = c.id AND v.at >= c.closed_at),
    p.id, coalesce(p.want, '')::text, coalesce(p.why, '')::text, p.until, p.proposed_by_id, p.user_id, coalesce(p.name, '')::text, p.proposed_at,
    CASE WHEN p.id IS NULL THEN ''
      WHEN EXISTS (SELECT FROM rights_hold h WHERE h.case_id = c.id AND h.from_at > p.proposed_at) THEN 'hold'
      WHEN p.want = 'erase' AND EXISTS (SELECT FROM mailboxes_message s WHERE s.case_id = c.id AND s.sender = 'reporter' AND s.at > p.proposed_at) THEN 'message'
      -- A day that was moved and moved back is another question too: what waited for an answer was ended by it.
      WHEN p.day <> c.erase_on OR NOT EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = c.id AND d.kind = 'confirm_erasure' AND d.about = p.id AND d.met_at IS NULL AND d.ended_at IS NULL) THEN 'day'
      ELSE '' END
  FROM cases_case c LEFT JOIN LATERAL (
    SELECT e.id, e.want, e.why, e.until, e.day, e.proposed_by_id, e.proposed_at, u.id AS user_id, u.name
    FROM retention_erasure e JOIN accounts_membership m ON m.id = e.proposed_by_id JOIN accounts_user u ON u.id = m.user_id
    WHERE e.case_id = c.id AND e.answered_at IS NULL AND e.proposed_at >= c.closed_at LIMIT 1) p ON true
  WHERE c.municipality_id = (SELECT coalesce(my_authority_as('coordinator'), my_authority_as('head'))) AND c.stage = 'closed'
    AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
$$;
-- Those whose day is over by a day, the soonest first; from a place in the list on.
CREATE OR REPLACE FUNCTION cases_to_erase(in_until date, in_after_on date, in_after uuid, in_most int) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM closed_here() WHERE erase_on <= in_until AND (erase_on, case_id) > (in_after_on, in_after) ORDER BY erase_on, case_id LIMIT in_most
$$;
-- Those for which something is proposed, whatever their day.
CREATE OR REPLACE FUNCTION cases_proposed(in_after_on date, in_after uuid, in_most int) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT h.* FROM closed_here() h WHERE h.case_id IN (
      SELECT e.case_id FROM retention_erasure e WHERE e.answered_at IS NULL AND e.municipality_id = coalesce(my_authority_as('coordinator'), my_authority_as('head')))
    AND h.proposal IS NOT NULL AND (h.erase_on, h.case_id) > (in_after_on, in_after) ORDER BY h.erase_on, h.case_id LIMIT in_most
$$;
CREATE OR REPLACE FUNCTION cases_chosen(in_cases uuid[]) RETURNS SETOF record LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT * FROM closed_here() WHERE case_id = ANY (in_cases) ORDER BY erase_on, case_id
$$;
-- How many rows of each table go with each of these closed cases: every table that has a case, so none can be forgotten. Numbers alone, for those who may
-- decide on them; one question a table, however many cases.
DROP FUNCTION IF EXISTS what_goes(uuid);
CREATE OR REPLACE FUNCTION what_goes(in_cases uuid[]) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE t text; line record; mine uuid[]; told jsonb;
BEGIN
  SELECT coalesce(array_agg(case_id), '{}'), coalesce(jsonb_object_agg(case_id, '{}'::jsonb), '{}') INTO mine, told FROM closed_here() WHERE case_id = ANY (in_cases);
  FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'case_id' AND table_name NOT LIKE 'audit\_%' ORDER BY 1 LOOP
    FOR line IN EXECUTE format('SELECT case_id, count(*) AS found FROM %I WHERE case_id = ANY ($1) GROUP BY 1', t) USING mine LOOP
      told := jsonb_set(told, ARRAY[line.case_id::text, t], to_jsonb(line.found));
    END LOOP;
  END LOOP;
  -- Of a file that was removed earlier there is a line left and no file: it is counted as a line.
  FOR line IN SELECT case_id, count(*) FILTER (WHERE removed_at IS NULL) AS here, count(*) FILTER (WHERE removed_at IS NOT NULL) AS gone
    FROM attachments_attachment WHERE case_id = ANY (mine) GROUP BY 1 LOOP
    told := jsonb_set(jsonb_set(told, ARRAY[line.case_id::text, 'attachments_attachment'], to_jsonb(line.here)), ARRAY[line.case_id::text, 'attachments_removed'], to_jsonb(line.gone));
  END LOOP;
  RETURN told;
END $$;
-- The closed cases of a class for the administrator and the data protection officer, in numbers and days; kept longer by two persons or not.
CREATE OR REPLACE FUNCTION cases_of_class(in_class text, in_after_on date, in_after uuid, in_most int) RETURNS TABLE (case_id uuid, number text, closed_on date, erase_on date, prolonged boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT c.id, c.number::text, (c.closed_at AT TIME ZONE 'Europe/Copenhagen')::date, c.erase_on,
    EXISTS (SELECT FROM retention_erasure e WHERE e.case_id = c.id AND e.want = 'prolong' AND e.confirmed AND e.proposed_at >= c.closed_at)
  FROM cases_case c WHERE c.municipality_id = (SELECT coalesce(my_authority_as('dpo'), my_authority_as('admin'))) AND c.stage = 'closed' AND c.retention_class = in_class
    AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[]) AND (c.erase_on, c.id) > (in_after_on, in_after)
  ORDER BY c.erase_on, c.id LIMIT in_most
$$;
-- Whether the one who acts is the person behind a membership, in whatever role: nobody confirms what they have proposed themselves.
CREATE OR REPLACE FUNCTION is_me(in_membership uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM accounts_membership m WHERE m.id = in_membership AND m.user_id = my_user())
$$;
GRANT EXECUTE ON FUNCTION is_me(uuid) TO infohus_app;
GRANT EXECUTE ON FUNCTION cases_to_erase(date, date, uuid, int), cases_proposed(date, uuid, int), cases_chosen(uuid[]), what_goes(uuid[]), cases_of_class(text, date, uuid, int) TO infohus_app;
-- Which closed cases two persons keep longer: the house moves none of them when a class is kept shorter.
GRANT SELECT ON retention_erasure TO infohus_system;
-- A certificate is what is left of a case: nobody rewords it or throws it away.
REVOKE UPDATE, DELETE ON retention_certificate FROM infohus_app;
-- policies --
ALTER TABLE retention_erasure ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_coordinators ON retention_erasure TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[])) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]) AND NOT (confirmed IS TRUE AND is_me(proposed_by_id)));
CREATE POLICY by_head ON retention_erasure TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[])) WITH CHECK (municipality_id = (SELECT my_authority_as('head')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]) AND NOT (confirmed IS TRUE AND is_me(proposed_by_id)));
CREATE POLICY house ON retention_erasure FOR SELECT TO infohus_system USING (true);
ALTER TABLE retention_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_coordinators ON retention_delivery TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[])) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY by_head ON retention_delivery FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
ALTER TABLE retention_certificate ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_coordinators ON retention_certificate TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT number = ANY ((SELECT traces_kept_from_me())::text[])) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')) AND NOT is_me(proposed_by_id));
CREATE POLICY by_head ON retention_certificate TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND NOT number = ANY ((SELECT traces_kept_from_me())::text[])) WITH CHECK (municipality_id = (SELECT my_authority_as('head')) AND NOT is_me(proposed_by_id));
CREATE POLICY read_by_dpo ON retention_certificate FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_authority_as('dpo')) AND NOT number = ANY ((SELECT traces_kept_from_me())::text[]));
ALTER TABLE retention_classchange ENABLE ROW LEVEL SECURITY;
CREATE POLICY by_admin ON retention_classchange TO infohus_app USING (municipality_id = (SELECT my_authority_as('admin'))) WITH CHECK (municipality_id = (SELECT my_authority_as('admin')) AND confirmed IS NOT TRUE);
CREATE POLICY by_dpo ON retention_classchange TO infohus_app USING (municipality_id = (SELECT my_authority_as('dpo'))) WITH CHECK (municipality_id = (SELECT my_authority_as('dpo')) AND NOT (confirmed IS TRUE AND is_me(proposed_by_id)));
