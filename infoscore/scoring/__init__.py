"""Records and rules make postings; postings make tallies. Pure and exact: no files, no clock."""
