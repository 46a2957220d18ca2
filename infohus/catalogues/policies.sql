GRANT SELECT ON catalogues_entry TO infohus_public, infohus_receipt, infohus_system;
-- policies --
ALTER TABLE catalogues_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_by_all ON catalogues_entry FOR SELECT TO infohus_app, infohus_public, infohus_receipt, infohus_system USING (true);
CREATE POLICY written_by_admin ON catalogues_entry TO infohus_app USING (authority_id = (SELECT my_authority_as('admin'))) WITH CHECK (authority_id = (SELECT my_authority_as('admin')));
CREATE POLICY classes_by_dpo ON catalogues_entry TO infohus_app USING (kind = 'retention_class' AND authority_id = (SELECT my_authority_as('dpo'))) WITH CHECK (kind = 'retention_class' AND authority_id = (SELECT my_authority_as('dpo')));
