-- What one user of one project holds. The account's row is locked by every decision about it; the rest is written
-- under that lock.

create table accounts (
    project_id text not null references projects,
    user_id text not null check (user_id <> '' and char_length(user_id) <= 255),
    customer_id text,
    customer_creating jsonb,
    test_clock text,
    clock_time timestamptz,
    snapshot jsonb not null,
    version bigint not null check (version >= 0),
    -- When the sweeper is to look next: when something held begins or ends; while it is looking, the end of its lease.
    sweep_at timestamptz,
    next_change_at timestamptz,
    audit_seq bigint not null default 0 check (audit_seq >= 0),
    audit_head bytea not null default ''::bytea,
    primary key (project_id, user_id),
    check ((test_clock is null) = (clock_time is null)),
    check (customer_id is null or customer_creating is null)
);

create index accounts_to_sweep on accounts (sweep_at) where sweep_at is not null;
create index accounts_on_clock on accounts (test_clock, project_id, user_id) where test_clock is not null;

create table orders (
    project_id text not null,
    order_id text not null,
    user_id text not null,
    status text not null check (status in ('pending', 'processing', 'paid', 'failed', 'expired', 'canceled')),
    session_id text,
    -- The provider's.
    subscription_id text,
    payment_intent_id text,
    -- Until when each decision of the account must see it; null: only those that name it.
    live_until timestamptz,
    -- The snapshot's version that first held it.
    entitlements_version bigint not null default 0,
    document jsonb not null,
    primary key (project_id, order_id),
    foreign key (project_id, user_id) references accounts
);

create index orders_live on orders (project_id, user_id, live_until) where live_until is not null;
create index orders_of_user on orders (project_id, user_id, order_id);
create index orders_by_status on orders (project_id, status, order_id);
create index orders_by_session on orders (project_id, session_id) where session_id is not null;
create index orders_by_subscription on orders (project_id, subscription_id) where subscription_id is not null;
create index orders_by_payment on orders (project_id, payment_intent_id) where payment_intent_id is not null;

create table subscriptions (
    project_id text not null,
    subscription_id text not null,
    user_id text not null,
    order_id text not null,
    provider_id text not null,
    plan text not null,
    status text,
    live boolean not null,
    document jsonb not null,
    primary key (project_id, subscription_id),
    foreign key (project_id, user_id) references accounts
);

create index subscriptions_live on subscriptions (project_id, user_id) where live;
create index subscriptions_by_provider on subscriptions (project_id, provider_id);
create index subscriptions_of_order on subscriptions (project_id, order_id);

create table payments (
    project_id text not null,
    order_id text not null,
    provider_id text not null,
    user_id text not null,
    status text not null check (status in ('processing', 'succeeded', 'failed')),
    amount bigint not null check (amount >= 0),
    refunded bigint not null check (refunded >= 0),
    currency text not null check (currency ~ '^[a-z]{3}$'),
    paid_at timestamptz,
    primary key (project_id, order_id, provider_id),
    foreign key (project_id, user_id) references accounts
);

create table credit_lots (
    project_id text not null,
    user_id text not null,
    feature text not null,
    source text not null,
    -- The paid invoice of a subscription; empty for an order.
    period text not null,
    amount bigint not null check (amount >= 0),
    remaining bigint not null check (remaining between 0 and amount),
    expires_at timestamptz,
    granted_at timestamptz not null,
    primary key (project_id, user_id, feature, source, period),
    foreign key (project_id, user_id) references accounts
);

create index credit_lots_of_source on credit_lots (project_id, user_id, source);
