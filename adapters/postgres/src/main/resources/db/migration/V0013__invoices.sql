-- Every invoice of a user's customer as the provider shows it, and the lists that are read page by page.

create table invoices (
    project_id text not null,
    invoice_id text not null,
    user_id text not null,
    -- Ours; null for an invoice of none.
    subscription_id text,
    -- A draft that the provider has deleted stays, or a late event would bring it back.
    status text not null check (status in ('draft', 'open', 'uncollectible', 'void', 'paid', 'deleted')),
    -- Below zero it is a credit.
    total bigint not null,
    amount_paid bigint not null check (amount_paid >= 0),
    currency text not null check (currency ~ '^[a-z]{3}$'),
    number text,
    hosted_url text check (hosted_url like 'https://%'),
    period_start timestamptz,
    period_end timestamptz,
    created_at timestamptz not null,
    -- By the provider's clock: of two states that are as far, the later one stays.
    told_at timestamptz not null,
    primary key (project_id, invoice_id),
    foreign key (project_id, user_id) references accounts
);

create index invoices_of_user on invoices (project_id, user_id, created_at, invoice_id) where status <> 'deleted';
create index invoices_of_project on invoices (project_id, created_at, invoice_id) where status <> 'deleted';

create index subscriptions_of_user on subscriptions (project_id, user_id, subscription_id) where status is not null;
create index subscriptions_by_status on subscriptions (project_id, status, subscription_id) where status is not null;
