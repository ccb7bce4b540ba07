"""Days as numbers in the order of their texts."""

# Twice the digits of 2026-11-30: what is no day still lies between the two days that it would be sorted between.
DAY = """
CREATE FUNCTION extract_day(day text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN day ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' THEN 2 * translate(day, '-', '')::int
    ELSE extract_odd_day(day) END
$$;
"""
ODD = """
CREATE FUNCTION extract_odd_day(day text) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT coalesce(max(2 * to_char(each, 'YYYYMMDD')::int + 1), 0)
  FROM generate_series(timestamp '1949-01-01', timestamp '2149-12-31', interval '1 day') AS each
  WHERE to_char(each, 'YYYY-MM-DD') < day
$$;
"""

CREATE = [ODD, DAY]
DROP = ["DROP FUNCTION extract_day(text)", "DROP FUNCTION extract_odd_day(text)"]
