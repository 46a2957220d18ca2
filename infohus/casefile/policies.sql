-- How many notices of the acting membership's authority are stuck: given up, or tried three times (a minute and a half) and tried again later.
-- A number and nothing more, and without those of a case from which the user is excluded.
CREATE OR REPLACE FUNCTION failing_notices() RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM procrastinate_jobs j
  LEFT JOIN accounts_membership m ON m.id = (j.args ->> 'membership')::uuid
  LEFT JOIN mailboxes_mailbox b ON b.id = (j.args ->> 'mailbox')::uuid
  LEFT JOIN disclosures_copy y ON y.id = (j.args ->> 'copy')::uuid
  LEFT JOIN cases_case c ON c.id = coalesce(b.case_id, y.case_id, (j.args ->> 'case')::uuid)
  LEFT JOIN accounts_authority a ON a.id = (j.args ->> 'authority')::uuid
  WHERE j.queue_name = 'mail' AND (j.status = 'failed' OR j.status = 'todo' AND j.attempts >= 3)
    AND (coalesce(c.municipality_id, m.authority_id, a.id) = my_authority()
      OR EXISTS (SELECT 1 FROM accounts_membership u WHERE u.user_id = (j.args ->> 'user')::uuid AND u.authority_id = my_authority()))
    AND NOT coalesce(c.id = ANY ((SELECT my_exclusions())::uuid[]), false)
$$;
GRANT EXECUTE ON FUNCTION failing_notices() TO infohus_app;
