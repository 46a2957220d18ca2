CREATE OR REPLACE FUNCTION count_fact(in_id uuid, in_kind text, in_municipality uuid, in_codes jsonb, in_amount smallint)
RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
  INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)
  VALUES (in_id, in_kind, date_trunc('month', app_now() AT TIME ZONE 'Europe/Copenhagen')::date, in_municipality, in_codes, in_amount)
$$;
-- Of which authority the acting membership may read figures; null in other roles (`model.md` D5, READ_FIGURES).
CREATE OR REPLACE FUNCTION my_figures() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
  SELECT CASE WHEN my_role() IN ('coordinator', 'head', 'dpo') THEN my_authority() END
$$;
GRANT EXECUTE ON FUNCTION my_figures() TO infohus_app;
REVOKE INSERT, UPDATE, DELETE ON counting_fact FROM infohus_app;
GRANT EXECUTE ON FUNCTION count_fact(uuid, text, uuid, jsonb, smallint) TO infohus_app, infohus_system;
-- policies --
ALTER TABLE counting_fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY figures_of_my_authority ON counting_fact FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_figures()));
