-- A trial is offered to a user once.

alter table accounts add column tried_out boolean not null default false;

update accounts set tried_out = true
where exists (select from subscriptions s
              where s.project_id = accounts.project_id and s.user_id = accounts.user_id
                and s.document -> 'state' ->> 'trialEnd' is not null);
