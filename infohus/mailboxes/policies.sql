-- Which living mailbox a code's hash opens; used by the one who typed the code, and by nobody else.
CREATE OR REPLACE FUNCTION mailbox_of_code(in_hash text) RETURNS TABLE (id uuid, municipality_id uuid) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.id, m.municipality_id FROM mailboxes_mailbox m WHERE m.code_hash = in_hash AND m.closed_at IS NULL AND m.valid_until > app_now()
$$;
-- Who can read what is written behind the code that is held: those who are with the case today or stand in for one, the child duty while the
-- concern may be about a child and is not registered, and for a question of advice every coordinator. Names and in which role, nothing of the case.
CREATE OR REPLACE FUNCTION readers_of_mailbox() RETURNS TABLE (name text, role text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH box AS (SELECT m.case_id, m.municipality_id FROM mailboxes_mailbox m WHERE m.id = acting_mailbox()),
  today AS (SELECT (app_now() AT TIME ZONE 'Europe/Copenhagen')::date AS day),
  chosen AS (
    SELECT cm.membership_id AS id FROM box JOIN cases_casemember cm ON cm.case_id = box.case_id AND cm.left_at IS NULL
    UNION SELECT v.by_id FROM box JOIN cases_case c ON c.id = box.case_id AND NOT c.protected
      JOIN cases_casemember cm ON cm.case_id = c.id AND cm.left_at IS NULL JOIN today ON true
      JOIN cases_cover v ON v.of_id = cm.membership_id AND v.ended_at IS NULL AND day BETWEEN v.from_on AND v.until_on
    UNION SELECT m.id FROM box JOIN accounts_membership m ON m.authority_id = box.municipality_id AND m.role = 'coordinator' WHERE box.case_id IS NULL
    UNION SELECT m.id FROM box JOIN cases_case c ON c.id = box.case_id AND c.stage = 'received' AND c.under_18 <> 'no'
      JOIN accounts_membership m ON m.authority_id = c.municipality_id AND m.role = 'child_duty'
  )
  SELECT u.name, m.role FROM chosen JOIN accounts_membership m ON m.id = chosen.id JOIN accounts_user u ON u.id = m.user_id JOIN box ON true
  WHERE u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
    AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE x.case_id = box.case_id AND x.user_id = m.user_id AND x.lifted_at IS NULL)
  ORDER BY m.role DESC, u.name
$$;
-- A mailbox follows its concern to another case, or its question to advice: with its messages and its key. Only of a case, or of advice, that the
-- acting coordinator has, and only to such a one.
CREATE OR REPLACE FUNCTION move_mailbox(in_mailbox uuid, in_case uuid, in_advice uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE box mailboxes_mailbox; ours uuid := my_authority_as('coordinator');
BEGIN
  SELECT * INTO box FROM mailboxes_mailbox WHERE id = in_mailbox FOR UPDATE;
  IF box.id IS NULL OR box.municipality_id IS DISTINCT FROM ours OR (in_case IS NULL) = (in_advice IS NULL)
    OR (box.case_id IS NOT NULL AND NOT box.case_id = ANY (my_cases()))
    OR (in_case IS NOT NULL AND NOT in_case = ANY (my_cases()))
    OR (in_advice IS NOT NULL AND NOT EXISTS (SELECT 1 FROM advice_advice a WHERE a.id = in_advice AND a.municipality_id = ours))
  THEN RAISE EXCEPTION 'no such mailbox'; END IF;
  UPDATE mailboxes_mailbox SET case_id = in_case, advice_id = in_advice WHERE id = in_mailbox;
  UPDATE mailboxes_message SET case_id = in_case WHERE mailbox_id = in_mailbox;
  UPDATE sealing_key SET case_id = in_case WHERE id = in_mailbox AND kind = 'mailbox';
  IF NOT FOUND THEN RAISE EXCEPTION 'no such key'; END IF;
END $$;
-- A code has run out: nothing of it is left by which a code or a form could be known. What was written stays with the case and goes with it; only of a
-- case that was rejected (R1), where nobody waits to read it, the mailbox goes at once with messages, key and the rows of its files (their ids are returned).
CREATE OR REPLACE FUNCTION expire_mailbox(in_mailbox uuid) RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE box mailboxes_mailbox; files uuid[] := '{}';
BEGIN
  SELECT * INTO box FROM mailboxes_mailbox WHERE id = in_mailbox AND valid_until <= app_now() FOR UPDATE;
  IF box.id IS NULL THEN RETURN files; END IF;
  UPDATE mailboxes_mailbox SET closed_at = coalesce(closed_at, valid_until), code_hash = 'ended:' || id, token_hash = 'ended:' || id, content_mac = '', mail_to = NULL WHERE id = box.id;
  IF NOT EXISTS (SELECT FROM cases_case c WHERE c.id = box.case_id AND c.retention_class = 'R1')
    OR EXISTS (SELECT FROM deadlines_deadline d WHERE d.case_id = box.case_id AND d.about = box.id AND d.met_at IS NULL AND d.ended_at IS NULL) THEN RETURN files; END IF;
  SELECT coalesce(array_agg(id), '{}') INTO files FROM attachments_attachment WHERE mailbox_id = box.id;
  DELETE FROM attachments_attachment WHERE mailbox_id = box.id;
  DELETE FROM mailboxes_message WHERE mailbox_id = box.id;
  UPDATE concerns_concern SET mailbox_id = NULL WHERE mailbox_id = box.id;
  DELETE FROM sealing_key WHERE id = box.id AND kind = 'mailbox';
  DELETE FROM mailboxes_mailbox WHERE id = box.id;
  RETURN files;
END $$;
GRANT EXECUTE ON FUNCTION expire_mailbox(uuid) TO infohus_system;
GRANT EXECUTE ON FUNCTION mailbox_of_code(text) TO infohus_public, infohus_app;
GRANT EXECUTE ON FUNCTION readers_of_mailbox() TO infohus_receipt;
GRANT EXECUTE ON FUNCTION move_mailbox(uuid, uuid, uuid) TO infohus_app;
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
