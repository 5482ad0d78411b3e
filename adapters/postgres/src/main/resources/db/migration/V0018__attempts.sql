-- A user's declined cards of the last hour and open set-ups, both bounded: what tells card testing from buying.

alter table accounts add column attempts jsonb;
