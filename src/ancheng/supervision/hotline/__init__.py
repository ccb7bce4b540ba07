"""Reports of the public 举报: taken in from every channel, handled under clocks, the reporter sealed."""
