-- Every version of a project's catalog as one document, and which price of the provider stands for which of ours.

create table catalogs (
    project_id text not null references projects,
    version bigint not null check (version > 0),
    document jsonb not null check (jsonb_typeof(document) = 'object'),
    created_at timestamptz not null,
    primary key (project_id, version)
);

-- A binding holds for exactly this amount and interval, which `terms` spells.
create table price_bindings (
    project_id text not null references projects,
    price text not null,
    terms text not null,
    provider_price_id text not null,
    primary key (project_id, price, terms)
);
