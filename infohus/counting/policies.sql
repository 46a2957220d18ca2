-- The house counts for all; of persons only those whose acts are counted, for their own municipality alone (of the
-- child duty's, that it took what was sent as underretning). What others do is counted by the house.
CREATE OR REPLACE FUNCTION count_fact(in_id uuid, in_kind text, in_municipality uuid, in_codes jsonb, in_amount smallint)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF current_setting('role') <> 'infohus_system' AND (in_municipality IS DISTINCT FROM my_authority()
    OR NOT coalesce(my_role() IN ('coordinator', 'head') OR my_role() = 'child_duty' AND in_kind = 'disclosure', false)) THEN
    RAISE EXCEPTION 'not counted: of those who act in a case, for their own municipality alone';
  END IF;
  INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)
  VALUES (in_id, in_kind, date_trunc('month', app_now() AT TIME ZONE 'Europe/Copenhagen')::date, in_municipality, in_codes, in_amount);
END $$;
-- Facts of the month, and of the last one in its first days, written anew in one transaction and in random order: nothing tells what was counted with what.
CREATE OR REPLACE FUNCTION mix_facts() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH gone AS (DELETE FROM counting_fact WHERE month >= date_trunc('month', app_now() AT TIME ZONE 'Europe/Copenhagen' - interval '7 days')::date
    RETURNING kind, month, municipality_id, codes, amount)
  INSERT INTO counting_fact (id, kind, month, municipality_id, codes, amount)
  SELECT gen_random_uuid(), kind, month, municipality_id, codes, amount FROM gone ORDER BY random()
$$;
-- Of which authority the acting membership may read figures; null in other roles (`model.md` D5, READ_FIGURES).
CREATE OR REPLACE FUNCTION my_figures() RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN my_role() IN ('coordinator', 'head', 'dpo') THEN my_authority() END
$$;
GRANT EXECUTE ON FUNCTION my_figures() TO infohus_app;
REVOKE INSERT, UPDATE, DELETE ON counting_fact FROM infohus_app;
GRANT EXECUTE ON FUNCTION count_fact(uuid, text, uuid, jsonb, smallint) TO infohus_app, infohus_system;
GRANT EXECUTE ON FUNCTION mix_facts() TO infohus_system;
-- policies --
ALTER TABLE counting_fact ENABLE ROW LEVEL SECURITY;
CREATE POLICY figures_of_my_authority ON counting_fact FOR SELECT TO infohus_app USING (municipality_id = (SELECT my_figures()));
