-- What callers name calls by so that each is made once, and the answers, until expires_at: of a
-- call under way (RUNNING) the end of its claim, else the end of its replay (DONE, TOO_LARGE).
-- key_hash is the SHA-256 of the caller and its key, fingerprint that of the request.

create table idempotency (
    key_hash bytea not null primary key,
    fingerprint bytea not null,
    owner uuid not null,
    state text not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    status integer,
    headers text,
    body bytea
);
create index idempotency_by_expiry on idempotency (expires_at);
