"""The store: DuckDB, and everything that reads or writes it."""
