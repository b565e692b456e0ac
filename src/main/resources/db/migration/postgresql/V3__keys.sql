-- Keys of callers, and teams that share a budget. Money is whole pico-dollars (1 USD = 10^12).
-- Every change takes the next number of key_version in its own transaction, and the row of
-- key_version makes writers wait for each other: so changes become visible in the order of their
-- numbers, and who has read up to one has missed none before it.
-- Flyway notes on another connection that this was done: if that was lost it is done again.

create table if not exists key_version (
    id integer not null primary key,
    number bigint not null
);
insert into key_version (id, number) values (1, 0) on conflict do nothing;

create table if not exists team (
    id text not null primary key,
    name text not null unique,
    budget_pico bigint,
    budget_period text,
    created_at timestamp(6) with time zone not null,
    created_number bigint not null,
    changed_number bigint not null
);
create index if not exists team_by_creation on team (created_number);
create index if not exists team_by_change on team (changed_number);

-- hash is the SHA-256 of the key, hint its last characters; models is a JSON array of names
create table if not exists api_key (
    id text not null primary key,
    name text not null unique,
    hash bytea not null unique,
    hint text not null,
    team text references team (name),
    models text,
    requests_per_minute integer,
    tokens_per_minute bigint,
    concurrency integer,
    budget_pico bigint,
    budget_period text,
    expires_at timestamp(6) with time zone,
    created_at timestamp(6) with time zone not null,
    revoked_at timestamp(6) with time zone,
    created_number bigint not null,
    changed_number bigint not null
);
create index if not exists api_key_by_creation on api_key (created_number);
create index if not exists api_key_by_change on api_key (changed_number);

-- what a key or a team has spent since some hour
create index if not exists hourly_sum_by_key on hourly_sum (api_key, epoch_hour);
create index if not exists hourly_sum_by_team on hourly_sum (team, epoch_hour);
