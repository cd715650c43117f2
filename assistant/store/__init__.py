"""What the page keeps on the server: conversations, people and their sessions, in SQLite or by URL in PostgreSQL."""
