"""The database itself chains the rows at commit and lets nobody change or remove a sealed one."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_digest(e audit_entry, previous text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(previous || jsonb_build_array(
        e.id, e.position, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        e.actor_id, e.actor_name, e.unit_id, e.unit_name, e.role, e.verb,
        e.subject_type, e.subject_id, e.subject_label, e.from_state, e.to_state, e.why,
        e.before, e.after, e.realm)::text, 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_seal() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last_position bigint := 0;
    last_hash text := '';
    row audit_entry;
BEGIN
    -- One sealer at a time, and only from here to the end of the commit.
    PERFORM pg_advisory_xact_lock(4160105);
    SELECT position, hash INTO last_position, last_hash
        FROM audit_entry WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1;
    IF NOT FOUND THEN
        last_position := 0;
        last_hash := '';
    END IF;
    SELECT * INTO row FROM audit_entry WHERE id = NEW.id;
    IF NOT FOUND OR row.position IS NOT NULL THEN
        RETURN NULL;
    END IF;
    row.position := last_position + 1;
    UPDATE audit_entry SET position = row.position, previous_hash = last_hash,
        hash = audit_digest(row, last_hash) WHERE id = NEW.id;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER audit_seal AFTER INSERT ON audit_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_seal();

CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NULL AND TG_OP = 'UPDATE' AND NEW.position IS NOT NULL THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'audit rows are append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;

CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_keep();
"""

BACKWARD = """
DROP TRIGGER audit_keep ON audit_entry;
DROP FUNCTION audit_keep();
DROP TRIGGER audit_seal ON audit_entry;
DROP FUNCTION audit_seal();
DROP FUNCTION audit_digest(audit_entry, text);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
