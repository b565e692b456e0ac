-- The ledger. Rows are only ever inserted; hourly_sum alone is added to.
-- Times are UTC with microseconds, money is whole pico-dollars (1 USD = 10^12).
-- Each statement can be repeated: this database does not roll them back.

create table if not exists request (
    id uuid not null,
    started_at timestamp(6) with time zone not null,
    client_request_id varchar,
    api_key varchar not null,
    team varchar not null,
    tags varchar not null,
    route varchar not null,
    requested_model varchar not null,
    streamed boolean not null,
    attempts integer not null,
    state varchar not null,
    outcome varchar not null,
    status integer not null,
    first_event_at timestamp(6) with time zone,
    completed_at timestamp(6) with time zone not null,
    primary key (id, started_at)
);
create index if not exists request_newest on request (started_at desc, id desc);
create index if not exists request_by_key on request (api_key, started_at desc, id desc);
create index if not exists request_by_team on request (team, started_at desc, id desc);
create index if not exists request_by_client_request_id on request (client_request_id);

create table if not exists attempt (
    request_id uuid not null,
    request_started_at timestamp(6) with time zone not null,
    number integer not null,
    provider varchar not null,
    provider_type varchar not null,
    model varchar not null,
    started_at timestamp(6) with time zone not null,
    input_estimate bigint not null,
    held_pico bigint,
    state varchar not null,
    ended_at timestamp(6) with time zone not null,
    first_event_at timestamp(6) with time zone,
    outcome varchar not null,
    status integer not null,
    response_model varchar,
    service_tier varchar,
    input bigint not null,
    cached_input bigint not null,
    cache_write bigint not null,
    audio_input bigint not null,
    cached_audio_input bigint not null,
    image_input bigint not null,
    video_input bigint not null,
    output bigint not null,
    reasoning bigint not null,
    audio_output bigint not null,
    image_output bigint not null,
    source varchar not null,
    last boolean not null,
    price_row varchar,
    price_window varchar,
    cost_pico bigint,
    cost_lines varchar,
    per_request_pico bigint,
    saved_window_pico bigint,
    saved_cache_pico bigint,
    primary key (request_id, number, request_started_at)
);
create index if not exists attempt_by_time on attempt (request_started_at);

create table if not exists hold (
    id uuid not null,
    started_at timestamp(6) with time zone not null,
    client_request_id varchar,
    api_key varchar not null,
    team varchar not null,
    tags varchar not null,
    route varchar not null,
    requested_model varchar not null,
    streamed boolean not null,
    number integer not null,
    provider varchar not null,
    provider_type varchar not null,
    model varchar not null,
    attempt_started_at timestamp(6) with time zone not null,
    input_estimate bigint not null,
    held_pico bigint,
    writer varchar not null,
    primary key (id, number, started_at)
);
create index if not exists hold_newest on hold (started_at desc, id desc);

-- epoch_hour is the hour of the request's start, counted from 1970-01-01T00:00Z; group_key is a
-- digest of the seven columns behind it
create table if not exists hourly_sum (
    epoch_hour integer not null,
    writer varchar not null,
    group_key uuid not null,
    provider varchar not null,
    model varchar not null,
    price_window varchar not null,
    team varchar not null,
    api_key varchar not null,
    route varchar not null,
    tags varchar not null,
    requests bigint not null,
    input bigint not null,
    cached_input bigint not null,
    cache_write bigint not null,
    audio_input bigint not null,
    cached_audio_input bigint not null,
    image_input bigint not null,
    video_input bigint not null,
    output bigint not null,
    reasoning bigint not null,
    audio_output bigint not null,
    image_output bigint not null,
    cost_pico numeric(38) not null,
    saved_window_pico numeric(38) not null,
    saved_cache_pico numeric(38) not null,
    unpriced_tokens bigint not null,
    primary key (epoch_hour, writer, group_key)
);
