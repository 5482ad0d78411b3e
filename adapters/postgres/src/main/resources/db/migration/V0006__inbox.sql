-- Webhook events as received, and which account the provider's objects belong to. Their keys don't begin with the
-- project: it isn't known yet. Both have the columns of durable work: `due_at` says when a row may be taken next (while
-- it is being worked on: when the lease is over) and is null once there is nothing more to do.

create table inbox (
    id text primary key,
    provider_account text not null,
    -- Empty: the provider account itself.
    connected_account text not null,
    -- The provider's id, or the body's SHA-256 where it has none: unique for good, longer than the body is kept.
    event_key text not null,
    event_id text,
    type text,
    body bytea,
    fetched bytea,
    received_at timestamptz not null,
    deliveries integer not null default 1,
    project_id text,
    user_id text,
    status text not null check (status in ('received', 'processed', 'ignored', 'parked', 'dead')),
    reason text not null default '',
    settled_at timestamptz,
    attempts integer not null default 0,
    due_at timestamptz,
    leased_until timestamptz,
    last_error text,
    unique (provider_account, connected_account, event_key),
    check ((project_id is null) = (user_id is null)),
    check ((status = 'received') = (due_at is not null))
);

create index inbox_unrouted on inbox (due_at, id) where due_at is not null and project_id is null;
create index inbox_routed on inbox (due_at, id) where due_at is not null and project_id is not null;
create index inbox_in_work on inbox (project_id, user_id, leased_until)
    where leased_until is not null and project_id is not null;
create index inbox_by_status on inbox (status, received_at) where status in ('parked', 'dead');

create table provider_objects (
    provider_account text not null,
    connected_account text not null,
    object_id text not null,
    project_id text not null,
    user_id text not null,
    primary key (provider_account, connected_account, object_id)
);
