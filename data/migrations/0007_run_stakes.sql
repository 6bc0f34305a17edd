-- What being off costs, or what each decision is worth, where a run is not about yes or no: one row a change, the latest
-- counts; undo takes the latest away.

CREATE TABLE run_stakes (
    run_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL,
    editor VARCHAR NOT NULL,
    PRIMARY KEY (run_id, revision)
);
