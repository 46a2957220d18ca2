-- policies --
ALTER TABLE audit_checkpoint ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_authority ON audit_checkpoint FOR SELECT TO infohus_app USING (authority_id = (SELECT my_authority_as('dpo')));
CREATE POLICY house ON audit_checkpoint TO infohus_system USING (true) WITH CHECK (true);
ALTER TABLE audit_head ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_authority ON audit_head FOR SELECT TO infohus_app USING (authority_id = (SELECT my_authority_as('dpo')));
CREATE POLICY house ON audit_head FOR SELECT TO infohus_system USING (true);
