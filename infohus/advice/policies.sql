CREATE OR REPLACE FUNCTION my_advice_mailboxes() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT coalesce(array_agg(id), '{}') FROM mailboxes_mailbox WHERE case_id IS NULL AND municipality_id = my_authority_as('coordinator')
$$;
GRANT EXECUTE ON FUNCTION my_advice_mailboxes() TO infohus_app;
GRANT INSERT ON advice_advice TO infohus_public;
GRANT SELECT, UPDATE ON advice_advice TO infohus_system;
-- policies --
ALTER TABLE advice_advice ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_our_municipality ON advice_advice TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator'))) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY asked_by_anyone ON advice_advice FOR INSERT TO infohus_public WITH CHECK (answered_at IS NULL);
CREATE POLICY house ON advice_advice TO infohus_system USING (true) WITH CHECK (true);
