-- A card has one trial in a project, whoever uses it.

create table trial_cards (
    project_id text not null,
    -- The provider's: the same card has the same.
    fingerprint text not null,
    user_id text not null,
    order_id text not null,
    claimed_at timestamptz not null,
    primary key (project_id, fingerprint)
);
