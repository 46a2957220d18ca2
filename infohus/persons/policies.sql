-- Exact CPR by keyed hash: what may be said of the municipality's other cases of the same number. An open case of mine, a closed one by its
-- date and outcome, or nothing: one that I am excluded from, or a protected one I am not with, does not exist for me.
CREATE OR REPLACE FUNCTION find_cpr(in_hash bytea, in_but uuid) RETURNS TABLE (answer text, case_id uuid, ended_on date, outcome text, erase_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN c.stage = 'closed' THEN 'closed' ELSE 'open' END,
    CASE WHEN c.id = ANY ((SELECT my_cases())::uuid[]) THEN c.id END,
    (c.closed_at AT TIME ZONE 'Europe/Copenhagen')::date, c.outcome, c.erase_on
  FROM persons_person p JOIN cases_case c ON c.id = p.case_id
  WHERE p.municipality_id = (SELECT my_authority_as('coordinator')) AND p.cpr_hash = in_hash AND c.id IS DISTINCT FROM in_but
    AND NOT c.id = ANY ((SELECT my_exclusions())::uuid[])
    AND (NOT c.protected OR c.id = ANY ((SELECT my_case_rows())::uuid[]))
    AND (c.stage = 'closed' OR c.id = ANY ((SELECT my_cases())::uuid[]))
  ORDER BY c.received_at DESC
$$;
-- Open cases of the same number whose members must be asked whether it is the same person, because the one who registers may not see them.
CREATE OR REPLACE FUNCTION unseen_open_cases(in_hash bytea, in_municipality uuid, in_but uuid, in_seen uuid[]) RETURNS uuid[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM persons_person p JOIN cases_case c ON c.id = p.case_id
  WHERE p.municipality_id = in_municipality AND p.cpr_hash = in_hash AND c.id <> in_but AND c.stage <> 'closed' AND NOT c.id = ANY (in_seen)
$$;
GRANT EXECUTE ON FUNCTION find_cpr(bytea, uuid) TO infohus_app;
GRANT EXECUTE ON FUNCTION unseen_open_cases(bytea, uuid, uuid, uuid[]) TO infohus_system;
-- policies --
SELECT follows_case('persons_person');
SELECT follows_case('persons_relative');
