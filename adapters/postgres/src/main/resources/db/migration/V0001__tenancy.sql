-- Tenants, their apps and keys. Each project's generation is raised by every change to what replicas keep in memory
-- of it; it stands apart because all replicas read this table each second.

create table projects (
    project_id text primary key check (project_id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    name text not null,
    provider_account text not null,
    settings jsonb not null check (jsonb_typeof(settings) = 'object')
);

create table project_generations (
    project_id text primary key references projects,
    generation bigint not null check (generation > 0),
    -- The project's own chain in the audit trail: what concerns no single user.
    audit_seq bigint not null default 0 check (audit_seq >= 0),
    audit_head bytea not null default ''::bytea
);

create table apps (
    project_id text not null references projects,
    app_id text not null,
    name text not null,
    scopes text not null,
    primary key (project_id, app_id)
);

create index apps_by_id on apps (app_id);

create table api_keys (
    project_id text not null,
    key_id text not null,
    app_id text not null,
    name text not null,
    scopes text not null,
    hash text not null check (hash ~ '^[0-9a-f]{64}$'),
    expires_at timestamptz,
    primary key (project_id, key_id),
    foreign key (project_id, app_id) references apps
);

-- A caller names its key alone.
create index api_keys_by_id on api_keys (key_id);
create index api_keys_of_app on api_keys (project_id, app_id);
