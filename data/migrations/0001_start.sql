-- Times are UTC. JSON bodies are written and read by the domain; versions are appended, never overwritten.

CREATE TABLE audit (
    sequence BIGINT PRIMARY KEY,
    moment TIMESTAMP NOT NULL,
    actor_id VARCHAR NOT NULL,
    actor VARCHAR NOT NULL,
    capability VARCHAR NOT NULL,
    role VARCHAR,
    action VARCHAR NOT NULL,
    subject VARCHAR NOT NULL,
    initiative_id VARCHAR,
    reason VARCHAR,
    before JSON,
    after JSON,
    previous_hash VARCHAR NOT NULL,
    hash VARCHAR NOT NULL
);

CREATE TABLE initiative (
    id VARCHAR PRIMARY KEY,
    slug VARCHAR NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    demo BOOLEAN NOT NULL,
    started_at TIMESTAMP NOT NULL
);

-- One row a changed field; a canvas is the latest value of each path.
CREATE TABLE canvas_edit (
    initiative_id VARCHAR NOT NULL,
    revision BIGINT NOT NULL,
    path VARCHAR NOT NULL,
    value JSON,
    moment TIMESTAMP NOT NULL,
    editor VARCHAR NOT NULL,
    PRIMARY KEY (initiative_id, revision, path)
);

CREATE TABLE contract (
    initiative_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    terms JSON NOT NULL,
    fingerprint VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    offered_at TIMESTAMP NOT NULL,
    offered_by VARCHAR NOT NULL,
    PRIMARY KEY (initiative_id, version)
);

CREATE TABLE signature (
    initiative_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    role VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL,
    fingerprint VARCHAR NOT NULL,
    PRIMARY KEY (initiative_id, version, role)
);

-- A version offered for signature that was taken back before everybody had signed.
CREATE TABLE withdrawal (
    initiative_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    moment TIMESTAMP NOT NULL,
    PRIMARY KEY (initiative_id, version)
);

CREATE TABLE dataset (
    id VARCHAR PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    columns JSON NOT NULL,
    sha256 VARCHAR NOT NULL,
    content BLOB NOT NULL,
    loaded_at TIMESTAMP NOT NULL
);

CREATE TABLE run (
    id VARCHAR PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    dataset_id VARCHAR NOT NULL,
    task JSON NOT NULL,
    seed BIGINT NOT NULL,
    facts JSON NOT NULL,
    arrays BLOB NOT NULL,
    trained_at TIMESTAMP NOT NULL
);

CREATE TABLE artefact (
    run_id VARCHAR NOT NULL,
    candidate VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    content BLOB NOT NULL,
    PRIMARY KEY (run_id, candidate)
);

CREATE TABLE decision (
    initiative_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    body JSON NOT NULL,
    decided_at TIMESTAMP NOT NULL,
    PRIMARY KEY (initiative_id, number)
);

-- Evidence given by people for a decision; the latest statement for a check counts.
CREATE TABLE statement (
    id VARCHAR PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    decision INTEGER NOT NULL,
    check_key VARCHAR NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE release (
    initiative_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    body JSON NOT NULL,
    released_at TIMESTAMP NOT NULL,
    PRIMARY KEY (initiative_id, number)
);

-- Scored cases and labels of a stream lie in cases_<number> and labels_<number>, made when it opens.
CREATE TABLE stream (
    id VARCHAR PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    initiative_id VARCHAR NOT NULL,
    slug VARCHAR NOT NULL UNIQUE,
    name VARCHAR NOT NULL,
    release INTEGER,
    schema JSON NOT NULL,
    opened_at TIMESTAMP NOT NULL
);

CREATE TABLE delivery (
    stream_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    kind VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    idempotency_key VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    row_count BIGINT NOT NULL,
    first_at TIMESTAMP,
    last_at TIMESTAMP,
    received_at TIMESTAMP NOT NULL,
    PRIMARY KEY (stream_id, number),
    UNIQUE (stream_id, idempotency_key)
);

-- What was found in a stream after a delivery; the latest counts.
CREATE TABLE evaluation (
    stream_id VARCHAR NOT NULL,
    delivery INTEGER NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE incident (
    id VARCHAR PRIMARY KEY,
    initiative_id VARCHAR NOT NULL,
    stream_id VARCHAR NOT NULL,
    body JSON NOT NULL,
    opened_at TIMESTAMP NOT NULL
);

CREATE TABLE incident_step (
    incident_id VARCHAR NOT NULL,
    step INTEGER NOT NULL,
    body JSON NOT NULL,
    moment TIMESTAMP NOT NULL,
    PRIMARY KEY (incident_id, step)
);

-- Share links and tokens. Only the hash of a token is kept.
CREATE TABLE access_grant (
    id VARCHAR PRIMARY KEY,
    capability VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    initiative_id VARCHAR NOT NULL,
    stream_id VARCHAR,
    token_hash VARCHAR NOT NULL UNIQUE,
    made_at TIMESTAMP NOT NULL,
    expires_at TIMESTAMP NOT NULL
);

CREATE TABLE grant_revoked (
    grant_id VARCHAR PRIMARY KEY,
    moment TIMESTAMP NOT NULL
);

CREATE TABLE grant_use (
    grant_id VARCHAR NOT NULL,
    moment TIMESTAMP NOT NULL
);
