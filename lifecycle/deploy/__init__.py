"""Deploy: may it run, what stands in the way, and the release that follows."""
