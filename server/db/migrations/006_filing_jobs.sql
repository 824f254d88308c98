-- Large lists: uploaded in chunks, judged by any server, kept in one transaction; and persons kept in blocks, so that a million
-- of them can be.

-- Filing as a job ---------------------------------------------------------------------------------------------------------

create table filing_jobs (
  id uuid primary key,
  -- in the order they were begun
  number bigint generated always as identity,
  frame_id uuid not null references frames,
  department_id uuid not null references departments,
  account_id uuid not null references accounts,
  -- names and sizes, as a submission prints them
  files jsonb not null,
  chunk_bytes integer not null constraint a_chunk_has_a_size check (chunk_bytes > 0),
  -- of the files; gone when the job has ended
  password_sealed bytea,
  phase text not null constraint a_filing_phase_is_known check (phase in
    ('uploading', 'queued', 'reading', 'checking', 'saving', 'done', 'failed', 'cancelled')),
  created_at timestamptz not null,
  -- when the upload began or was last heard of
  touched_at timestamptz not null,
  -- when the last chunk came: the instant of the filing
  received_at timestamptz,
  ended_at timestamptz,
  -- who works on it, by the clock of the database: servers need not agree on the time
  worker uuid,
  lease_until timestamptz,
  started_at timestamptz,
  attempts integer not null default 0,
  rows_read integer not null default 0,
  rows_checked integer not null default 0,
  persons integer not null default 0,
  persons_saved integer not null default 0,
  submission_id uuid references submissions,
  -- why it failed: a problem as the page shows it
  problem jsonb,
  constraint a_finished_filing_has_its_submission check ((phase = 'done') = (submission_id is not null)),
  constraint a_failed_filing_has_its_reason check ((phase = 'failed') = (problem is not null))
);
create unique index a_frame_is_filed_by_one_job_at_a_time on filing_jobs (frame_id)
  where phase in ('uploading', 'queued', 'reading', 'checking', 'saving');
create index filing_jobs_by_frame on filing_jobs (frame_id, number desc);
create index filing_jobs_to_do on filing_jobs (received_at, number) where phase in ('queued', 'reading', 'checking', 'saving');

create table filing_chunks (
  job_id uuid not null references filing_jobs on delete cascade,
  department_id uuid not null references departments,
  -- number of the file, and of its chunk, from 1
  file integer not null,
  ordinal integer not null,
  content_sealed bytea not null,
  primary key (job_id, file, ordinal)
);
-- Ciphertext does not compress.
alter table filing_chunks alter column content_sealed set storage external;

-- What was filed, in pieces --------------------------------------------------------------------------------------------------

-- File 0 is the list as read (instead of submissions.filed_sealed), files from 1 are those that came in chunks (instead of
-- submission_files).
create table submission_pieces (
  submission_id uuid not null references submissions,
  department_id uuid not null references departments,
  file integer not null,
  ordinal integer not null,
  -- a chunk of this job, sealed as such; null: sealed as a piece of the submission
  job_id uuid references filing_jobs,
  content_sealed bytea not null,
  primary key (submission_id, file, ordinal)
);
alter table submission_pieces alter column content_sealed set storage external;
alter table submissions alter column filed_sealed drop not null;

-- Persons in blocks ------------------------------------------------------------------------------------------------------------

-- 256 usable persons of a submission, from this ordinal on, sealed together. Persons filed before stand in frame_units alone.
create table frame_unit_blocks (
  submission_id uuid not null references submissions,
  department_id uuid not null references departments,
  first_ordinal integer not null,
  persons_sealed bytea not null,
  primary key (submission_id, first_ordinal)
);
alter table frame_unit_blocks alter column persons_sealed set storage external;
alter table frame_units alter column person_sealed drop not null;

-- A foreign key is looked up for each of a million rows, five times. These triggers promise the same for each statement, and more:
-- that frame, submission and department belong together. Plans are made when tables are empty and kept while a million rows
-- come in, so none may read a whole table. What is referred to is never deleted (submissions are append-only).
alter table frame_units
  drop constraint frame_units_frame_id_fkey,
  drop constraint frame_units_submission_id_fkey,
  drop constraint frame_units_department_id_fkey;
alter table frame_unit_indexes
  drop constraint frame_unit_indexes_submission_id_ordinal_fkey,
  drop constraint frame_unit_indexes_department_id_fkey;

create function units_belong_to_a_submission() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if exists (
    select from (select distinct submission_id, frame_id, department_id from added) a
    where not exists (
      select from submissions s
      where s.id = a.submission_id and s.frame_id = a.frame_id and s.department_id = a.department_id)
  ) then
    raise exception 'a unit without its submission' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
create trigger a_unit_belongs_to_a_submission after insert on frame_units
  referencing new table as added for each statement execute function units_belong_to_a_submission();

create function indexes_belong_to_a_submission() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  if exists (
    select from (select distinct submission_id, department_id from added) a
    where not exists (
      select from submissions s where s.id = a.submission_id and s.department_id = a.department_id)
  ) then
    raise exception 'an index without its submission' using errcode = 'foreign_key_violation';
  end if;
  return null;
end
$$;
create trigger an_index_belongs_to_a_submission after insert on frame_unit_indexes
  referencing new table as added for each statement execute function indexes_belong_to_a_submission();

-- Units of a submission go together, and with them their indexes and the blocks they are sealed in.
create function units_take_all_with_them() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from frame_unit_indexes where submission_id in (select distinct submission_id from gone);
  delete from frame_unit_blocks where submission_id in (select distinct submission_id from gone);
  return null;
end
$$;
create trigger a_unit_takes_its_index_with_it after delete on frame_units
  referencing old table as gone for each statement execute function units_take_all_with_them();

-- Found by submission instead.
drop index frame_units_by_frame;

-- Grants and row-level security ----------------------------------------------------------------------------------------------

grant select, insert, update, delete on filing_jobs to pingyi_app;
grant select, insert, delete on filing_chunks, submission_pieces, frame_unit_blocks to pingyi_app;

alter table filing_jobs enable row level security;
alter table filing_jobs force row level security;
create policy own_department on filing_jobs using (app_sees_department(department_id));
alter table filing_chunks enable row level security;
alter table filing_chunks force row level security;
create policy own_department on filing_chunks using (app_sees_department(department_id));
alter table submission_pieces enable row level security;
alter table submission_pieces force row level security;
create policy own_department on submission_pieces using (app_sees_department(department_id));
alter table frame_unit_blocks enable row level security;
alter table frame_unit_blocks force row level security;
create policy own_department on frame_unit_blocks using (app_sees_department(department_id));
