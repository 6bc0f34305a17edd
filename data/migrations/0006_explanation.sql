-- Why a candidate scores as it does: SHAP values, computed when somebody asks and kept.

CREATE TABLE explanation (
    run_id VARCHAR NOT NULL,
    candidate VARCHAR NOT NULL,
    content BLOB NOT NULL,
    made_at TIMESTAMP NOT NULL,
    PRIMARY KEY (run_id, candidate)
);
