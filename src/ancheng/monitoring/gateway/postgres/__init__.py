"""The log and the reading store on PostgreSQL."""
