"""One file an app: COUNTS (URL name → most statements), grow(district, number), arguments(district)."""
