CREATE OR REPLACE FUNCTION my_advice_mailboxes() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(id), '{}') FROM mailboxes_mailbox WHERE case_id IS NULL AND municipality_id = my_authority_as('coordinator')
$$;
-- Delete what was written of an answered question whose day has come: text, mailbox and keys. Only for the house; who asks of it learns nothing.
CREATE OR REPLACE FUNCTION expire_advice(in_advice uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE gone advice_advice;
BEGIN
  SELECT * INTO gone FROM advice_advice
  WHERE id = in_advice AND erased_at IS NULL AND erase_on <= (app_now() AT TIME ZONE 'Europe/Copenhagen')::date FOR UPDATE;
  IF gone.id IS NULL THEN RETURN; END IF;
  DELETE FROM sealing_key WHERE id IN (gone.id, gone.mailbox_id) AND case_id IS NULL;
  DELETE FROM mailboxes_message WHERE mailbox_id = gone.mailbox_id AND case_id IS NULL;
  DELETE FROM mailboxes_mailbox WHERE id = gone.mailbox_id AND case_id IS NULL;
  UPDATE advice_advice SET question = NULL, answer = NULL, contact = NULL, mailbox_id = NULL, erased_at = app_now() WHERE id = gone.id;
END $$;
GRANT EXECUTE ON FUNCTION my_advice_mailboxes() TO infohus_app;
GRANT EXECUTE ON FUNCTION expire_advice(uuid) TO infohus_system;
GRANT INSERT ON advice_advice TO infohus_public;
GRANT SELECT ON advice_advice TO infohus_system;
-- policies --
ALTER TABLE advice_advice ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_our_municipality ON advice_advice TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator'))) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY asked_by_anyone ON advice_advice FOR INSERT TO infohus_public WITH CHECK (answered_at IS NULL);
CREATE POLICY house ON advice_advice FOR SELECT TO infohus_system USING (true);
ALTER TABLE advice_themeduty ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_our_municipality ON advice_themeduty FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY own ON advice_themeduty TO infohus_app USING (municipality_id = (SELECT my_authority_as('coordinator')) AND membership_id = (SELECT acting_membership())) WITH CHECK (municipality_id = (SELECT my_authority_as('coordinator')) AND membership_id = (SELECT acting_membership()));
