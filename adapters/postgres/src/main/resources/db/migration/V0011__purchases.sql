-- Payments are known from their beginning on, not only once they are paid.

alter table payments drop constraint payments_status_check;
alter table payments add constraint payments_status_check
    check (status in ('requiresAction', 'processing', 'succeeded', 'failed', 'canceled'));
alter table payments add column reason text;

create index payments_by_provider on payments (project_id, provider_id);
