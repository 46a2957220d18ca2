CREATE OR REPLACE FUNCTION count_fact(in_id uuid, in_kind text, in_municipality uuid, in_codes jsonb, in_amount smallint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)
  VALUES (in_id, in_kind, date_trunc('month', app_now() AT TIME ZONE 'Europe/Copenhagen')::date, in_municipality, in_codes, in_amount)
$$;
REVOKE INSERT, UPDATE, DELETE ON counting_fact FROM infohus_app;
GRANT EXECUTE ON FUNCTION count_fact(uuid, text, uuid, jsonb, smallint) TO infohus_app, infohus_system;
-- policies --
ALTER TABLE counting_fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY figures_of_my_authority ON counting_fact FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_authority()));
