-- What was answered to a caller's key, and the operation that it stands for.

create table idempotency_records (
    project_id text not null,
    caller text not null,
    method text not null,
    path text not null,
    key text not null check (char_length(key) between 1 and 255),
    body_hash text not null,
    operation text not null,
    leased_until timestamptz,
    answer_status integer,
    -- Text, not jsonb: it is answered to the byte.
    answer_body text,
    created_at timestamptz not null,
    primary key (project_id, caller, method, path, key),
    check ((answer_status is null) = (answer_body is null))
);

create index idempotency_records_age on idempotency_records (created_at);
