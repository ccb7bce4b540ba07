"""Functions of the database behind two generated columns, and the counter of changes of the register."""

# Pairs of neighbouring characters, whatever the script; a single last character keeps one-character search whole.
WORDS = """
CREATE FUNCTION assets_words(name text, code text, address text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE letters text[] := string_to_array(lower(normalize(name || ' ' || code || ' ' || address, NFKC)), NULL);
BEGIN
  RETURN coalesce(
    (SELECT array_to_tsvector(array_agg(rtrim(one || coalesce(next, ''))))
     FROM unnest(letters, letters[2:]) AS pair(one, next) WHERE one <> ' ' AND one IS NOT NULL),
    ''::tsvector);
END $$;
"""

# Position on the Z curve at zoom 22: every map tile is one unbroken range of cells.
CELL = """
CREATE FUNCTION assets_spread(n bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
BEGIN
  n := (n | (n << 16)) & 281470681808895;
  n := (n | (n << 8)) & 71777214294589695;
  n := (n | (n << 4)) & 1085102592571150095;
  n := (n | (n << 2)) & 3689348814741910323;
  RETURN (n | (n << 1)) & 6148914691236517205;
END $$;

CREATE FUNCTION assets_cell(place geometry) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path FROM CURRENT AS $$
DECLARE
  side constant float8 := 4194304;
  spot geometry := CASE WHEN GeometryType(place) = 'POINT' THEN place ELSE ST_PointOnSurface(place) END;
  latitude float8;
BEGIN
  IF ST_IsEmpty(spot) THEN RETURN NULL; END IF;
  latitude := radians(least(greatest(ST_Y(spot), -85.05), 85.05));
  RETURN assets_spread(least(greatest(floor((ST_X(spot) + 180) / 360 * side), 0), side - 1)::bigint)
    | (assets_spread(floor((1 - ln(tan(latitude) + 1 / cos(latitude)) / pi()) / 2 * side)::bigint) << 1);
END $$;
"""

# Tiles are cached until the register changes; a counter that no transaction holds back says that it did.
REVISION = "CREATE SEQUENCE assets_revision"

CREATE = [WORDS, CELL, REVISION]
DROP = [
    "DROP FUNCTION assets_words(text, text, text)",
    "DROP FUNCTION assets_cell(geometry)",
    "DROP FUNCTION assets_spread(bigint)",
    "DROP SEQUENCE assets_revision",
]
