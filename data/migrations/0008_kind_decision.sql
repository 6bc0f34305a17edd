-- Decisions about forecasts and choices between classes. They have a table of their own, because the gate, releases and
-- streams act on a threshold, which these do not have; numbers are given from one count over both tables.

CREATE TABLE kind_decision (
    initiative_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    body JSON NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    PRIMARY KEY (initiative_id, number)
);
