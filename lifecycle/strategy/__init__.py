"""What stands above the initiatives: goals, policies, roles, and how it is told."""
