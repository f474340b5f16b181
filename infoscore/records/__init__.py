"""The records that an office keeps, one file a kind."""
