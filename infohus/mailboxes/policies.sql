-- Which living mailbox a code's hash opens; used by the one who typed the code, and by nobody else.
CREATE OR REPLACE FUNCTION mailbox_of_code(in_hash text) RETURNS TABLE (id uuid, municipality_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT m.id, m.municipality_id FROM mailboxes_mailbox m WHERE m.code_hash = in_hash AND m.closed_at IS NULL AND m.valid_until > app_now()
$$;
GRANT EXECUTE ON FUNCTION mailbox_of_code(text) TO infohus_public, infohus_app;
GRANT INSERT ON mailboxes_mailbox, mailboxes_message TO infohus_public;
GRANT SELECT, INSERT ON mailboxes_message TO infohus_receipt;
GRANT SELECT, UPDATE ON mailboxes_mailbox TO infohus_receipt;
GRANT SELECT ON mailboxes_mailbox, mailboxes_message TO infohus_system;
GRANT UPDATE (case_id) ON mailboxes_mailbox, mailboxes_message TO infohus_system;
-- policies --
ALTER TABLE mailboxes_mailbox ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_case ON mailboxes_mailbox TO infohus_app USING (case_id = ANY ((SELECT my_case_rows())::uuid[])) WITH CHECK (case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY of_our_advice ON mailboxes_mailbox TO infohus_app USING (case_id IS NULL AND municipality_id = (SELECT my_authority_as('coordinator'))) WITH CHECK (case_id IS NULL AND municipality_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY opened_by_anyone ON mailboxes_mailbox FOR INSERT TO infohus_public WITH CHECK (closed_at IS NULL);
CREATE POLICY own ON mailboxes_mailbox TO infohus_receipt USING (id = (SELECT acting_mailbox())) WITH CHECK (id = (SELECT acting_mailbox()));
CREATE POLICY house ON mailboxes_mailbox TO infohus_system USING (true) WITH CHECK (true);
ALTER TABLE mailboxes_message ENABLE ROW LEVEL SECURITY;
CREATE POLICY seen_with_case ON mailboxes_message TO infohus_app USING (case_id = ANY ((SELECT my_cases())::uuid[])) WITH CHECK (case_id = ANY ((SELECT my_cases())::uuid[]));
CREATE POLICY after_closing ON mailboxes_message TO infohus_app USING (after_closing AND case_id = ANY ((SELECT my_case_rows())::uuid[])) WITH CHECK (after_closing AND case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY of_our_advice ON mailboxes_message TO infohus_app USING (case_id IS NULL AND mailbox_id = ANY ((SELECT my_advice_mailboxes())::uuid[])) WITH CHECK (case_id IS NULL AND mailbox_id = ANY ((SELECT my_advice_mailboxes())::uuid[]));
CREATE POLICY own ON mailboxes_message TO infohus_receipt USING (mailbox_id = (SELECT acting_mailbox())) WITH CHECK (mailbox_id = (SELECT acting_mailbox()) AND sender = 'reporter');
CREATE POLICY first_words ON mailboxes_message FOR INSERT TO infohus_public WITH CHECK (sender = 'reporter');
CREATE POLICY house ON mailboxes_message TO infohus_system USING (true) WITH CHECK (true);
