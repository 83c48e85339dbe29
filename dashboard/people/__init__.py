"""Who uses the page and the API, and what each may do."""
