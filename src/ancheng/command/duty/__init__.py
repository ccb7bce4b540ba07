"""Duty 值班: rosters, the duty book, handover, call-down."""
