-- A room compares models outside any initiative: its data set and its run have the room's id in the place of an
-- initiative's, so that keeping them in an initiative later is changing that id.

CREATE TABLE room (
    id VARCHAR PRIMARY KEY,
    name VARCHAR NOT NULL,
    example BOOLEAN NOT NULL,
    opened_at TIMESTAMP NOT NULL
);

-- What a case is worth in a room: one row a change, the latest counts; undo takes the latest away.
CREATE TABLE room_stakes (
    room_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL,
    editor VARCHAR NOT NULL,
    PRIMARY KEY (room_id, revision)
);

-- When a run came to its initiative, where it was made in a room: the latest that came counts.
ALTER TABLE run ADD COLUMN kept_at TIMESTAMP;
