-- The ledger. Rows are only ever inserted; hourly_sum alone is added to.
-- Times are UTC with microseconds, money is whole pico-dollars (1 USD = 10^12).
-- request, attempt and hold have a partition for each month of the request's start, made by
-- whoever writes the first row of that month and dropped as a whole when they are old enough.

create table request (
    id uuid not null,
    started_at timestamp(6) with time zone not null,
    client_request_id text,
    api_key text not null,
    team text not null,
    tags text not null,
    route text not null,
    requested_model text not null,
    streamed boolean not null,
    attempts integer not null,
    state text not null,
    outcome text not null,
    status integer not null,
    first_event_at timestamp(6) with time zone,
    completed_at timestamp(6) with time zone not null,
    primary key (id, started_at)
) partition by range (started_at);
create index request_newest on request (started_at, id);
create index request_by_key on request (api_key, started_at, id);
create index request_by_team on request (team, started_at, id);
-- a caller's id may be longer than a B-tree takes
create index request_by_client_request_id on request using hash (client_request_id)
    where client_request_id is not null;

create table attempt (
    request_id uuid not null,
    request_started_at timestamp(6) with time zone not null,
    number integer not null,
    provider text not null,
    provider_type text not null,
    model text not null,
    started_at timestamp(6) with time zone not null,
    input_estimate bigint not null,
    held_pico bigint,
    state text not null,
    ended_at timestamp(6) with time zone not null,
    first_event_at timestamp(6) with time zone,
    outcome text not null,
    status integer not null,
    response_model text,
    service_tier text,
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
    source text not null,
    last boolean not null,
    price_row text,
    price_window text,
    cost_pico bigint,
    cost_lines text,
    per_request_pico bigint,
    saved_window_pico bigint,
    saved_cache_pico bigint,
    primary key (request_id, number, request_started_at)
) partition by range (request_started_at);
-- rows come nearly in the order of time, so that an index of ranges is enough and costs nothing
create index attempt_by_time on attempt using brin (request_started_at)
    with (pages_per_range = 32, autosummarize = on);

create table hold (
    id uuid not null,
    started_at timestamp(6) with time zone not null,
    client_request_id text,
    api_key text not null,
    team text not null,
    tags text not null,
    route text not null,
    requested_model text not null,
    streamed boolean not null,
    number integer not null,
    provider text not null,
    provider_type text not null,
    model text not null,
    attempt_started_at timestamp(6) with time zone not null,
    input_estimate bigint not null,
    held_pico bigint,
    writer text not null,
    primary key (id, number, started_at)
) partition by range (started_at);
create index hold_newest on hold (started_at, id);

-- epoch_hour is the hour of the request's start, counted from 1970-01-01T00:00Z; group_key is a
-- digest of the seven columns behind it, which together may be longer than a B-tree takes
create table hourly_sum (
    epoch_hour integer not null,
    writer text not null,
    group_key uuid not null,
    provider text not null,
    model text not null,
    price_window text not null,
    team text not null,
    api_key text not null,
    route text not null,
    tags text not null,
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
) with (fillfactor = 70);
