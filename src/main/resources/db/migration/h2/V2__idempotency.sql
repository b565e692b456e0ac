-- What callers name calls by so that each is made once, and the answers, until expires_at: of a
-- call under way (RUNNING) the end of its claim, else the end of its replay (DONE, TOO_LARGE).
-- key_hash is the SHA-256 of the caller and its key, fingerprint that of the request.

create table if not exists idempotency (
    key_hash varbinary(32) not null primary key,
    fingerprint varbinary(32) not null,
    owner uuid not null,
    state varchar not null,
    created_at timestamp(6) with time zone not null,
    expires_at timestamp(6) with time zone not null,
    status integer,
    headers varchar,
    body blob
);
create index if not exists idempotency_by_expiry on idempotency (expires_at);
