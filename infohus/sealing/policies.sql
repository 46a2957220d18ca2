-- Keys are the second wall: who may not see the row has no key either; the house itself has no right on them at all.
GRANT INSERT ON sealing_key TO infohus_public, infohus_receipt;
GRANT SELECT ON sealing_key TO infohus_receipt;
REVOKE UPDATE, DELETE ON sealing_key FROM infohus_app;
-- policies --
ALTER TABLE sealing_key ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_cases ON sealing_key FOR SELECT TO infohus_app USING (case_id = ANY ((SELECT my_cases())::uuid[]));
CREATE POLICY of_my_mailboxes ON sealing_key FOR SELECT TO infohus_app USING (kind = 'mailbox' AND case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY of_our_advice ON sealing_key FOR SELECT TO infohus_app USING (kind IN ('advice', 'mailbox') AND case_id IS NULL AND authority_id = (SELECT my_authority_as('coordinator')));
CREATE POLICY departures_for_head ON sealing_key FOR SELECT TO infohus_app USING (kind = 'departure' AND authority_id = (SELECT my_authority_as('head')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY of_our_copies ON sealing_key FOR SELECT TO infohus_app USING (kind = 'copy' AND id = ANY ((SELECT my_copies())::uuid[]));
CREATE POLICY holds_of_my_case_rows ON sealing_key FOR SELECT TO infohus_app USING (kind = 'hold' AND case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY holds_for_dpo ON sealing_key FOR SELECT TO infohus_app USING (kind = 'hold' AND authority_id = (SELECT my_authority_as('dpo')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY holds_made_by_us ON sealing_key FOR INSERT TO infohus_app WITH CHECK (kind = 'hold' AND authority_id = (SELECT my_authority()) AND case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY holds_made_by_dpo ON sealing_key FOR INSERT TO infohus_app WITH CHECK (kind = 'hold' AND authority_id = (SELECT my_authority_as('dpo')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY made_by_us ON sealing_key FOR INSERT TO infohus_app WITH CHECK (authority_id = (SELECT my_authority()) AND (case_id IS NULL OR case_id = ANY ((SELECT my_cases())::uuid[])));
CREATE POLICY made_by_anyone ON sealing_key FOR INSERT TO infohus_public WITH CHECK (kind IN ('case', 'mailbox', 'advice', 'draft'));
CREATE POLICY of_this_code ON sealing_key FOR SELECT TO infohus_receipt USING (id = (SELECT acting_mailbox()));
