CREATE OR REPLACE FUNCTION draft_of_code(in_hash text) RETURNS TABLE (id uuid, municipality_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT d.id, d.municipality_id FROM concerns_draft d WHERE d.code_hash = in_hash AND d.valid_until > app_now()
$$;
GRANT EXECUTE ON FUNCTION draft_of_code(text) TO infohus_public;
GRANT INSERT ON concerns_concern, concerns_draft TO infohus_public;
GRANT SELECT, UPDATE, DELETE ON concerns_draft TO infohus_receipt;
GRANT SELECT, DELETE ON concerns_draft TO infohus_system;
-- policies --
SELECT follows_case('concerns_concern');
SELECT follows_case('concerns_rejection');
CREATE POLICY filed_by_anyone ON concerns_concern FOR INSERT TO infohus_public WITH CHECK (face IN ('public', 'professional') AND registered_at IS NULL);
ALTER TABLE concerns_draft ENABLE ROW LEVEL SECURITY;
CREATE POLICY saved_by_anyone ON concerns_draft FOR INSERT TO infohus_public WITH CHECK (true);
CREATE POLICY of_this_code ON concerns_draft TO infohus_receipt USING (id = (SELECT acting_mailbox())) WITH CHECK (id = (SELECT acting_mailbox()));
CREATE POLICY house ON concerns_draft TO infohus_system USING (true);
