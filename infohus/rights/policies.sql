-- Until when a case is held, for the house that moves its day; never why.
GRANT SELECT (id, case_id, until, lifted_at) ON rights_hold TO infohus_system;
-- policies --
SELECT follows_case('rights_information');
ALTER TABLE rights_hold ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_my_case_rows ON rights_hold TO infohus_app USING (case_id = ANY ((SELECT my_case_rows())::uuid[])) WITH CHECK (case_id = ANY ((SELECT my_case_rows())::uuid[]));
CREATE POLICY of_my_municipality ON rights_hold TO infohus_app USING (municipality_id = (SELECT my_authority_as('dpo')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[])) WITH CHECK (municipality_id = (SELECT my_authority_as('dpo')) AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY house ON rights_hold FOR SELECT TO infohus_system USING (true);
