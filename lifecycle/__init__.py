"""The domain: what is promised, built, released and realised. Pure Python and numeric libraries."""
