-- Counts a caller's live keys, which are bounded.

create index idempotency_records_of_caller on idempotency_records (project_id, caller, created_at);
