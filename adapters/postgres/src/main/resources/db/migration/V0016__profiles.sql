-- What projects tell of their users. Personal data stand here and nowhere in audit, history or messages.

create table profiles (
    project_id text not null,
    user_id text not null,
    revision bigint not null check (revision > 0),
    email text,
    name text,
    metadata jsonb not null default '{}',
    primary key (project_id, user_id),
    foreign key (project_id, user_id) references accounts
);
