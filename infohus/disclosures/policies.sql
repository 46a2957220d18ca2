-- The copies that the acting membership may open now: given to its authority in its role, neither recalled nor expired, no conflict of interest.
CREATE OR REPLACE FUNCTION my_copies() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM disclosures_copy c
  WHERE c.receiver_id = (SELECT my_inbox()) AND c.to_role = (SELECT my_role()) AND c.recalled_at IS NULL AND c.expires_at > app_now()
    AND NOT c.case_id = ANY ((SELECT my_exclusions())::uuid[])
$$;
GRANT EXECUTE ON FUNCTION my_copies() TO infohus_app;
GRANT SELECT (id, case_id, receiver_id, to_role, disclosure_id, seen_at, confirmed_at, recalled_at, expires_at), UPDATE (seen_at, confirmed_at) ON disclosures_copy TO infohus_system;
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
CREATE POLICY seen_and_confirmed ON disclosures_copy TO infohus_system USING (true) WITH CHECK (true);
