-- Messages that are committed and not yet sent. Ids may commit out of order; the rows of one key don't, as whoever
-- writes them holds the lock of its account (or project).

create table outbox (
    project_id text not null,
    id bigint generated always as identity,
    topic text not null check (topic in ('EVENTS', 'ENTITLEMENTS')),
    key text not null,
    value bytea not null,
    created_at timestamptz not null,
    primary key (project_id, id)
);

create index outbox_in_order on outbox (id);

create table outbox_set_aside (
    project_id text not null,
    id bigint not null,
    topic text not null,
    key text not null,
    value bytea not null,
    created_at timestamptz not null,
    error text not null,
    primary key (project_id, id)
);

-- Who leads in what there may be only one of, of the whole deployment.
create table leases (
    name text primary key,
    holder text not null,
    until timestamptz not null
);
