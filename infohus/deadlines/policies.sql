-- A deadline without a case belongs to its authority; the receivers of a duty see what is theirs.
CREATE OR REPLACE FUNCTION late_deadlines() RETURNS TABLE (number text, kind text, owner text, owner_name text, due_at timestamptz, case_id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT c.number, d.kind, d.owner, coalesce(u.name, a.name, ''), d.due_at, d.case_id
  FROM deadlines_deadline d LEFT JOIN cases_case c ON c.id = d.case_id
  LEFT JOIN accounts_membership m ON m.id = coalesce(d.owner_membership_id, CASE WHEN d.owner = 'lead' THEN c.lead_id END)
  LEFT JOIN accounts_user u ON u.id = m.user_id LEFT JOIN accounts_authority a ON a.id = d.owner_authority_id
  WHERE d.municipality_id = (SELECT my_authority_as('head')) AND d.met_at IS NULL AND d.ended_at IS NULL
    AND (d.escalated_at IS NOT NULL OR d.owner = 'head')
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE x.case_id = d.case_id AND x.user_id = my_user() AND x.lifted_at IS NULL)
  ORDER BY d.due_at, d.id
$$;
GRANT EXECUTE ON FUNCTION late_deadlines() TO infohus_app;
GRANT SELECT, INSERT, UPDATE ON deadlines_deadline TO infohus_system;
-- policies --
ALTER TABLE deadlines_deadline ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_places ON deadlines_deadline TO infohus_app USING (coalesce(case_id, municipality_id) = ANY ((SELECT my_places())::uuid[])) WITH CHECK (coalesce(case_id, municipality_id) = ANY ((SELECT my_places())::uuid[]));
CREATE POLICY house ON deadlines_deadline TO infohus_system USING (true) WITH CHECK (true);
