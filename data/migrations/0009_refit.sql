-- Whether the same features matter when a candidate is fitted again: computed when somebody asks, and kept.

CREATE TABLE refit (
    run_id VARCHAR NOT NULL,
    candidate VARCHAR NOT NULL,
    content BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (run_id, candidate)
);
