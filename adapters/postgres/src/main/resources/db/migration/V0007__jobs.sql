-- Durable work to be done after a commit; see the inbox for the columns that they share.

create table jobs (
    project_id text not null,
    user_id text not null,
    kind text not null,
    subject text not null,
    id text not null,
    payload jsonb not null,
    status text not null default 'received' check (status in ('received', 'dead')),
    attempts integer not null default 0,
    due_at timestamptz,
    leased_until timestamptz,
    last_error text,
    created_at timestamptz not null,
    primary key (project_id, user_id, kind, subject),
    check ((status = 'received') = (due_at is not null))
);

create index jobs_by_id on jobs (project_id, id);
create index jobs_due on jobs (due_at, id) where due_at is not null;
create index jobs_dead on jobs (status) where status = 'dead';
