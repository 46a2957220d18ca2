-- The log is written by audit_append alone. It waits until commit, when one trigger chains all entries of the transaction, sorted by
-- authority: so acts that touch two authorities cannot deadlock, and a chain is locked for an instant only.
CREATE OR REPLACE FUNCTION audit_append(in_id uuid, in_authority uuid, in_membership uuid, in_role text, in_act text, in_root uuid, in_case uuid, in_codes jsonb)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO audit_waiting (id, authority_id, at, membership_id, role, act, root_id, case_id, codes, transaction)
  VALUES (in_id, in_authority, app_now(), in_membership, in_role, in_act, in_root, in_case, in_codes, pg_current_xact_id()::text::bigint);
END $$;

-- The canonical form of an entry and its hash; the offline verifier computes the same from an export.
CREATE OR REPLACE FUNCTION audit_hash(before bytea, line audit_waiting, number bigint) RETURNS bytea LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
  SELECT sha256(before || convert_to(jsonb_build_array(line.id, line.authority_id, number, extract(epoch FROM line.at)::text, line.membership_id,
    line.role, line.act, line.root_id, line.case_id, line.codes)::text, 'UTF8'))
$$;

CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE line audit_waiting; last audit_head; link bytea;
BEGIN
  FOR line IN SELECT * FROM audit_waiting WHERE transaction = pg_current_xact_id()::text::bigint ORDER BY authority_id, at, id LOOP
    INSERT INTO audit_head VALUES (line.authority_id, 0, sha256(line.authority_id::text::bytea)) ON CONFLICT DO NOTHING;
    SELECT * INTO last FROM audit_head WHERE authority_id = line.authority_id FOR UPDATE;
    link := audit_hash(last.hash, line, last.number + 1);
    INSERT INTO audit_entry (id, authority_id, at, membership_id, role, act, root_id, case_id, codes, number, hash)
    VALUES (line.id, line.authority_id, line.at, line.membership_id, line.role, line.act, line.root_id, line.case_id, line.codes, last.number + 1, link);
    UPDATE audit_head SET number = last.number + 1, hash = link WHERE authority_id = line.authority_id;
  END LOOP;
  DELETE FROM audit_waiting WHERE transaction = pg_current_xact_id()::text::bigint;
  RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS audit_chained ON audit_waiting;
CREATE CONSTRAINT TRIGGER audit_chained AFTER INSERT ON audit_waiting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

GRANT EXECUTE ON FUNCTION audit_append(uuid, uuid, uuid, text, text, uuid, uuid, jsonb) TO infohus_app, infohus_public, infohus_receipt, infohus_system;
-- Default privileges reach these tables too: taken back by name.
REVOKE ALL ON audit_waiting, audit_head, audit_entry, audit_checkpoint FROM infohus_app;
GRANT SELECT ON audit_entry, audit_checkpoint TO infohus_app;
GRANT SELECT ON audit_head TO infohus_system, infohus_app;
GRANT SELECT, INSERT ON audit_checkpoint TO infohus_system;
GRANT SELECT ON audit_entry TO infohus_system;
-- policies --
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY log_of_my_cases ON audit_entry FOR SELECT TO infohus_app USING (case_id = ANY ((SELECT my_cases())::uuid[]));
CREATE POLICY log_of_my_authority ON audit_entry FOR SELECT TO infohus_app USING (authority_id = (SELECT my_authority_as('dpo')) AND (case_id IS NULL OR NOT case_id = ANY ((SELECT logs_kept_from_me())::uuid[])));
CREATE POLICY checkpoints_are_made ON audit_entry FOR SELECT TO infohus_system USING (true);
