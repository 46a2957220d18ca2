CREATE OR REPLACE FUNCTION draft_of_code(in_hash text) RETURNS TABLE (id uuid, municipality_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.id, d.municipality_id FROM concerns_draft d WHERE d.code_hash = in_hash AND d.valid_until > app_now()
$$;
-- Delete a saved form with its key: by the one who holds its code, or by the house when its time is over.
CREATE OR REPLACE FUNCTION drop_draft(in_draft uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT (in_draft IS NOT DISTINCT FROM acting_mailbox()
    OR EXISTS (SELECT 1 FROM concerns_draft d WHERE d.id = in_draft AND d.valid_until <= app_now())) THEN RAISE EXCEPTION 'no such draft'; END IF;
  DELETE FROM sealing_key WHERE id = in_draft AND kind = 'draft';
  DELETE FROM concerns_draft WHERE id = in_draft;
END $$;
-- Whether a concern is there: for the police, who see none; its id is made of a page's token and a keyed print of its words, so nobody can guess one.
CREATE OR REPLACE FUNCTION was_written(in_concern uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM concerns_concern WHERE id = in_concern)
$$;
-- When the concerns of a case came that are an underretning or not decided about, and which copies the child duty was given of each: for the house,
-- which notes what was judged and reads no concern (barnets lov § 136).
CREATE OR REPLACE FUNCTION concerns_came(in_case uuid) RETURNS TABLE (concern_id uuid, came_at timestamptz, copies uuid[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT k.id, LEAST(k.received_at, k.report_sent_at), ARRAY(
    SELECT c.id FROM disclosures_copy c JOIN disclosures_disclosure d ON d.id = c.disclosure_id WHERE d.case_id = in_case AND d.concern_id = k.id
  )
  FROM concerns_concern k JOIN cases_case c ON c.id = k.case_id
  WHERE k.case_id = in_case AND c.under_18 <> 'no' AND k.report_not_sent IS NULL
$$;
GRANT EXECUTE ON FUNCTION concerns_came(uuid) TO infohus_system;
GRANT EXECUTE ON FUNCTION was_written(uuid) TO infohus_app;
GRANT EXECUTE ON FUNCTION draft_of_code(text) TO infohus_public;
GRANT EXECUTE ON FUNCTION drop_draft(uuid) TO infohus_receipt, infohus_system;
GRANT INSERT ON concerns_concern, concerns_draft TO infohus_public;
GRANT SELECT, UPDATE ON concerns_draft TO infohus_receipt;
GRANT SELECT ON concerns_draft TO infohus_system;
-- policies --
SELECT follows_case('concerns_concern');
SELECT follows_case('concerns_rejection');
CREATE POLICY filed_by_anyone ON concerns_concern FOR INSERT TO infohus_public WITH CHECK (face IN ('public', 'professional', 'police') AND registered_at IS NULL);
ALTER TABLE concerns_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY saved_by_anyone ON concerns_draft FOR INSERT TO infohus_public WITH CHECK (true);
CREATE POLICY of_this_code ON concerns_draft TO infohus_receipt USING (id = (SELECT acting_mailbox())) WITH CHECK (id = (SELECT acting_mailbox()));
CREATE POLICY house ON concerns_draft FOR SELECT TO infohus_system USING (true);
