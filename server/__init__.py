"""What is not a page: start-up, the HTTP API, links, health, and who a request comes from."""
