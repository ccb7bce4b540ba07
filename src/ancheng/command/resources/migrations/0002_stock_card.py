"""A stock card is written once: the database refuses to change or remove a line of it."""

from django.db import migrations

SQL = """
CREATE FUNCTION resources_card_is_written_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a line of a stock card is neither changed nor removed';
END $$;
CREATE TRIGGER movement_written_once BEFORE UPDATE OR DELETE ON resources_movement
    FOR EACH ROW EXECUTE FUNCTION resources_card_is_written_once();
"""
BACK = """
DROP TRIGGER movement_written_once ON resources_movement;
DROP FUNCTION resources_card_is_written_once();
"""


class Migration(migrations.Migration):
    dependencies = [("resources", "0001_initial")]
    operations = [migrations.RunSQL(SQL, BACK)]
