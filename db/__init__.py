"""The store: tables, reads, writes, files in. The only folder that speaks SQL."""
