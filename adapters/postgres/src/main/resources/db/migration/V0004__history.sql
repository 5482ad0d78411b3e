-- What is only ever added to: what each source was and since when we knew, and why anything changed.

create table source_history (
    project_id text not null,
    user_id text not null,
    source_id text not null,
    entry bigint generated always as identity,
    kind text not null check (kind in ('order', 'subscription')),
    status text not null,
    catalog_version bigint not null,
    document jsonb not null,
    cause_kind text not null,
    cause_id text not null,
    known_from timestamptz not null,
    primary key (project_id, user_id, source_id, entry)
);

-- A chain per account, and one (with an empty user) per project. `entry` is json, not jsonb: the hash is over its very
-- characters and the hash before it.
create table audit (
    project_id text not null,
    user_id text not null,
    seq bigint not null check (seq > 0),
    audit_id text not null,
    at timestamptz not null,
    action text not null,
    subject text not null,
    entry json not null,
    hash bytea not null check (length(hash) = 32),
    primary key (project_id, user_id, seq)
);

create index audit_of_project on audit (project_id, at);
create index audit_of_subject on audit (project_id, subject);

create function only_added_to() returns trigger language plpgsql as $$
begin
    raise exception '% is only ever added to', tg_table_name using errcode = 'insufficient_privilege';
end
$$;

create trigger audit_only_added_to before update or delete on audit
    for each row execute function only_added_to();
create trigger source_history_only_added_to before update or delete on source_history
    for each row execute function only_added_to();
