"""Knowledge, cases, experts and the catalogues of technology."""
