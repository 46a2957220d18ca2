-- Figures are read by those who may (`model.md` D5) and, once published, by anyone; written by the head, and what is published is never changed.
REVOKE DELETE ON statistics_publication FROM infohus_app;
GRANT SELECT (id, municipality_id, from_on, until_on, comment, tables, published_at) ON statistics_publication TO infohus_public;
-- policies --
ALTER TABLE statistics_publication ENABLE ROW LEVEL SECURITY;
CREATE POLICY read_as_figures ON statistics_publication FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_figures()));
CREATE POLICY published_to_all ON statistics_publication FOR SELECT TO infohus_public USING (published_at IS NOT NULL);
CREATE POLICY begun_by_head ON statistics_publication FOR INSERT TO infohus_app WITH CHECK (municipality_id = (SELECT my_authority_as('head')) AND published_at IS NULL);
CREATE POLICY changed_until_published ON statistics_publication FOR UPDATE TO infohus_app USING (municipality_id = (SELECT my_authority_as('head')) AND published_at IS NULL) WITH CHECK (municipality_id = (SELECT my_authority_as('head')));
