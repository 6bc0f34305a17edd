"""Share: links and tokens that expire, and the one page leadership sees."""
