-- The processes of this deployment that live: who shares what there is only so much of. Of no project.

create table replicas (
    replica text primary key,
    until timestamptz not null
);
