-- Of which authority the acting membership is, while it lasts; null without one. my_authority_as(role) only when it acts in that role.
CREATE OR REPLACE FUNCTION my_authority() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.authority_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
CREATE OR REPLACE FUNCTION my_authority_as(in_role text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.authority_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND m.role = in_role AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
CREATE OR REPLACE FUNCTION my_user() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.user_id FROM accounts_membership m WHERE m.id = acting_membership()
$$;
-- In which role the acting membership acts, while it lasts.
CREATE OR REPLACE FUNCTION my_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT m.role FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
GRANT EXECUTE ON FUNCTION my_authority(), my_authority_as(text), my_user(), my_role() TO infohus_app;
GRANT SELECT ON accounts_authority, accounts_unit TO infohus_public, infohus_receipt, infohus_system;
GRANT SELECT ON accounts_membership, accounts_user TO infohus_system;
-- A number and nothing more for an ADMIN, who sees no case: how many open cases a membership leads, and with how many nobody else would be left.
CREATE OR REPLACE FUNCTION cases_led_by(in_membership uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM cases_case WHERE lead_id = in_membership AND stage <> 'closed' AND my_authority_as('admin') IS NOT NULL
$$;
CREATE OR REPLACE FUNCTION cases_left_alone_by(in_membership uuid) RETURNS int LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*)::int FROM cases_casemember mine JOIN cases_case c ON c.id = mine.case_id AND c.stage <> 'closed'
  WHERE mine.membership_id = in_membership AND mine.left_at IS NULL AND my_authority_as('admin') IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM cases_casemember cm JOIN accounts_membership m ON m.id = cm.membership_id JOIN accounts_user u ON u.id = m.user_id
      WHERE cm.case_id = c.id AND cm.left_at IS NULL AND cm.membership_id <> in_membership AND u.is_active AND (m.until_at IS NULL OR m.until_at > app_now())
        AND NOT EXISTS (SELECT 1 FROM cases_exclusion x WHERE x.case_id = c.id AND x.user_id = m.user_id AND x.lifted_at IS NULL))
$$;
GRANT EXECUTE ON FUNCTION cases_led_by(uuid), cases_left_alone_by(uuid) TO infohus_app;
