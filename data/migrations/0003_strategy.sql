-- Strategy and governance above the initiatives: one row a change; the latest of each item counts.

CREATE TABLE strategy_edit (
    revision BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    item VARCHAR NOT NULL,
    body JSON,
    moment TIMESTAMP NOT NULL,
    editor VARCHAR NOT NULL,
    PRIMARY KEY (revision, kind, item)
);
