"""The log of an incident: the database numbers its entries without a gap and refuses to change or remove one."""

from django.db import migrations

SQL = """
CREATE FUNCTION incidents_log_takes_its_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE incidents_incident SET log_last = log_last + 1 WHERE id = NEW.incident_id RETURNING log_last INTO NEW.seq;
    IF NEW.seq IS NULL THEN
        RAISE EXCEPTION 'an entry of a log belongs to an incident';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER log_takes_its_number BEFORE INSERT ON incidents_logentry
    FOR EACH ROW EXECUTE FUNCTION incidents_log_takes_its_number();
CREATE FUNCTION incidents_log_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'an entry of the log of an incident is neither changed nor removed';
END $$;
CREATE TRIGGER log_written_once BEFORE UPDATE OR DELETE ON incidents_logentry
    FOR EACH ROW EXECUTE FUNCTION incidents_log_is_written_once();
"""
BACK = """
DROP TRIGGER log_written_once ON incidents_logentry;
DROP FUNCTION incidents_log_is_written_once();
DROP TRIGGER log_takes_its_number ON incidents_logentry;
DROP FUNCTION incidents_log_takes_its_number();
"""


class Migration(migrations.Migration):
    dependencies = [("incidents", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
