-- A workshop is a log of entries; everything shown of it is a fold over them. Entries are never changed or removed.

CREATE TABLE workshop (
    id VARCHAR PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    code VARCHAR NOT NULL UNIQUE,
    title VARCHAR NOT NULL,
    opened_at TIMESTAMP NOT NULL
);

-- `id` is made where the entry was asked for: sending it twice changes nothing.
CREATE TABLE workshop_entry (
    workshop_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    id VARCHAR NOT NULL UNIQUE,
    kind VARCHAR NOT NULL,
    author VARCHAR NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL,
    PRIMARY KEY (workshop_id, number)
);

-- Who sits where. Only the hash of the cookie's token is kept.
CREATE TABLE workshop_seat (
    token_hash VARCHAR PRIMARY KEY,
    workshop_id VARCHAR NOT NULL,
    participant_id VARCHAR NOT NULL,
    made_at TIMESTAMP NOT NULL
);
