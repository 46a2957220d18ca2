-- Which word of the police is the last in a case, and whether a reminder lies ready: asked by the house, of nothing but when it came and of which kind it is; they see neither what was typed in nor their own on sheets that ended.
GRANT SELECT (id, case_id, disclosure_id, kind, answered_at, hindrance_until) ON assessments_policeanswer TO infohus_system;
-- Of these copies of the acting police's, those about which they have asked something and wait for the giver to answer it: they see no deadlines of a giver's case.
CREATE OR REPLACE FUNCTION questions_awaited(in_copies uuid[]) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(array_agg(c.id), '{}') FROM disclosures_copy c
  WHERE c.receiver_id = (SELECT my_authority_as('police')) AND c.id = ANY ((SELECT my_copies_of(in_copies))::uuid[]) AND EXISTS (SELECT FROM questions_to_us(c.disclosure_id))
$$;
GRANT EXECUTE ON FUNCTION questions_awaited(uuid[]) TO infohus_app;
-- policies --
SELECT follows_case('assessments_finding');
SELECT follows_case('assessments_socialassessment');
SELECT follows_case('assessments_jointassessment');
SELECT follows_case('assessments_reading');
SELECT follows_case('assessments_conclusion');
SELECT follows_case('assessments_socialduty');
-- What the police answered and asked: those with the case; the authority that answered, as long as it has the role; written on a living copy of its own, of a case that is not closed.
SELECT follows_case('assessments_policeanswer');
CREATE POLICY given_by_us ON assessments_policeanswer FOR SELECT TO infohus_app USING (authority_id = (SELECT my_authority_as('police')) AND form = 'system' AND NOT case_id = ANY ((SELECT my_exclusions())::uuid[]));
CREATE POLICY written_by_us ON assessments_policeanswer FOR INSERT TO infohus_app WITH CHECK (form = 'system' AND authority_id = (SELECT my_authority_as('police')) AND copy_id = ANY ((SELECT my_open_copies())::uuid[]));
CREATE POLICY house ON assessments_policeanswer FOR SELECT TO infohus_system USING (true);
