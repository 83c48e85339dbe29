"""What we remember: PostgreSQL, its schema and every statement."""
