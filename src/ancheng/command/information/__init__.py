"""Information on incidents: bulletins inside, notices to the public, what the media asked, the report for the city."""
