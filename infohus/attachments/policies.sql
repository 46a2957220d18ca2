GRANT INSERT ON attachments_attachment TO infohus_public, infohus_receipt;
GRANT SELECT ON attachments_attachment TO infohus_receipt;
GRANT SELECT (id, removed_at) ON attachments_attachment TO infohus_system;
-- policies --
SELECT follows_case('attachments_attachment');
CREATE POLICY sent_by_anyone ON attachments_attachment FOR INSERT TO infohus_public WITH CHECK (origin = 'reporter' AND mailbox_id IS NULL);
CREATE POLICY with_own_message ON attachments_attachment TO infohus_receipt USING (mailbox_id = (SELECT acting_mailbox())) WITH CHECK (mailbox_id = (SELECT acting_mailbox()) AND origin = 'reporter');
CREATE POLICY known_to_the_sweep ON attachments_attachment FOR SELECT TO infohus_system USING (true);
