"""What is remembered of records, and how several processes read them."""
