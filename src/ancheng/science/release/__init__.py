"""How much leaves a vessel or a pool: source terms in SI units."""
