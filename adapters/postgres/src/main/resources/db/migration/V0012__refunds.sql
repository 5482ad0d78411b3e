-- Money given back, and taken back again. All columns have what the version before this one writes without them.

-- Asked for, and not answered by the provider yet. The check is the last word on "never more than was paid", whatever
-- a decision believed; what the provider itself has given back beyond it counts, too.
alter table payments add column reserved bigint not null default 0 check (reserved >= 0);
alter table payments add constraint payments_never_give_back_more_than_was_paid
    check (reserved = 0 or refunded + reserved <= amount);

-- What was left when the payment was given back or disputed: it comes back if that comes to nothing.
alter table credit_lots add column withdrawn bigint not null default 0
    check (withdrawn >= 0 and remaining + withdrawn <= amount);
