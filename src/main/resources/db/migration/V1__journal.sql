-- Sessions and jobs beyond the life of a process. Times are microseconds since 1970, contents are what journal.Encoder writes.

create table session (
    id            varchar(64)  not null primary key,
    owner         varchar(300) not null,
    name          varchar(64),
    number        bigint       not null,
    created_at    bigint       not null,
    used_at       bigint       not null,
    ends_at       bigint       not null,
    idle_timeout  bigint       not null,
    ttl           bigint,
    default_dtype varchar(16)  not null,
    seed          bigint,
    -- The last change in the newest snapshot: changes up to it are gone.
    base          bigint       not null,
    tensors       integer      not null,
    bytes         bigint       not null,
    unique (owner, name)
);

create index session_ends_at on session (ends_at);

create table entry (
    session  varchar(64)  not null references session (id) on delete cascade,
    sequence bigint       not null,
    made_by  varchar(200) not null,
    change   bytea        not null,
    -- What refuses a writer that has not seen another's change.
    primary key (session, sequence)
);

create table snapshot (
    session  varchar(64) not null references session (id) on delete cascade,
    sequence bigint      not null,
    content  bytea       not null,
    primary key (session, sequence)
);

create table answer (
    owner   varchar(300)  not null,
    path    varchar(1000) not null,
    word    varchar(255)  not null,
    request bytea         not null,
    since   bigint        not null,
    -- Null until the request was answered.
    status  integer,
    type    varchar(200),
    headers bytea,
    body    bytea,
    primary key (owner, path, word)
);

create index answer_since on answer (since);

create table job (
    id      varchar(64)  not null primary key,
    session varchar(64)  not null references session (id) on delete cascade,
    owner   varchar(300) not null,
    name    varchar(64),
    number  bigint       not null,
    ended   boolean      not null,
    -- The process that runs it, and when it last said so.
    runner  varchar(64)  not null,
    beat_at bigint       not null,
    content bytea        not null,
    -- The whole session as the job began; null once it has ended.
    base    bytea
);

create index job_owner on job (owner, number);
create index job_session on job (session);
