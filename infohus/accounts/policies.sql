-- Of which authority the acting membership is, while it lasts; null without one. my_authority_as(role) only when it acts in that role.
CREATE OR REPLACE FUNCTION my_authority() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT m.authority_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
CREATE OR REPLACE FUNCTION my_authority_as(in_role text) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT m.authority_id FROM accounts_membership m JOIN accounts_user u ON u.id = m.user_id
  WHERE m.id = acting_membership() AND m.role = in_role AND u.is_active AND m.from_at <= app_now() AND (m.until_at IS NULL OR m.until_at > app_now())
$$;
CREATE OR REPLACE FUNCTION my_user() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT m.user_id FROM accounts_membership m WHERE m.id = acting_membership()
$$;
GRANT EXECUTE ON FUNCTION my_authority(), my_authority_as(text), my_user() TO infohus_app;
GRANT SELECT ON accounts_authority, accounts_unit TO infohus_public, infohus_receipt, infohus_system;
GRANT SELECT ON accounts_membership, accounts_user TO infohus_system;
