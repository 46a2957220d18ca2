-- The application role has its rights by default privileges (db/sql.py: BEFORE); the other contexts have only what a room's file grants by name.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM infohus_public, infohus_receipt, infohus_system;
REVOKE INSERT, UPDATE, DELETE ON db_clock, django_migrations FROM infohus_app;

-- The one clock: the true time, unless this database is a demo's or a test's, where the setting 'infohus.clock' moves it.
CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE
    WHEN coalesce(current_setting('infohus.clock', true), '') = '' OR NOT EXISTS (SELECT 1 FROM db_clock WHERE movable) THEN clock_timestamp()
    WHEN current_setting('infohus.clock') LIKE '@%' THEN substr(current_setting('infohus.clock'), 2)::timestamptz
    ELSE clock_timestamp() + substr(current_setting('infohus.clock'), 2)::float8 * interval '1 second' END
$$;

-- What the acting context says it is; empty outside a transaction of ours.
CREATE OR REPLACE FUNCTION acting_membership() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('infohus.membership', true), '')::uuid
$$;
CREATE OR REPLACE FUNCTION acting_mailbox() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('infohus.mailbox', true), '')::uuid
$$;
CREATE OR REPLACE FUNCTION acting_case() RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT nullif(current_setting('infohus.case', true), '')::uuid
$$;

-- Helpers of the owner's: a table that hangs on a case follows it, in one line.
CREATE OR REPLACE FUNCTION follows_case(follower regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', follower);
  EXECUTE format('CREATE POLICY seen_with_case ON %s TO infohus_app USING (case_id = ANY ((SELECT my_cases())::uuid[])) WITH CHECK (case_id = ANY ((SELECT my_cases())::uuid[]))', follower);
END $$;
GRANT EXECUTE ON FUNCTION app_now(), acting_membership(), acting_mailbox(), acting_case() TO infohus_app, infohus_public, infohus_receipt, infohus_system;

-- Jobs are queued by whoever acts for staff, and by the house itself for outsiders; the queue's own functions run for both.
DO $$
DECLARE f regprocedure; t regclass;
BEGIN
  FOR f IN SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' AND p.proname LIKE 'procrastinate\_%' LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO infohus_app, infohus_system', f);
  END LOOP;
  FOR t IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname LIKE 'procrastinate\_%' LOOP
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO infohus_system', t);
  END LOOP;
  FOR t IN SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'S' AND c.relname LIKE 'procrastinate\_%' LOOP
    EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE %s TO infohus_system', t);
  END LOOP;
END $$;
