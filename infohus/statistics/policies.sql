-- Figures are read by those who may (`model.md` D5), written by the head, and what is published is never changed.
REVOKE DELETE ON statistics_publication FROM infohus_app;
-- policies --
ALTER TABLE statistics_publication ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_as_figures ON statistics_publication FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_figures()));
CREATE POLICY begun_by_head ON statistics_publication FOR INSERT TO infohus_app WITH CHECK (municipality_id = (SELECT my_authority_as('head')) AND published_at IS NULL);
CREATE POLICY changed_until_published ON statistics_publication FOR UPDATE TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND published_at IS NULL) WITH CHECK (municipality_id = (SELECT my_authority_as('head')));
