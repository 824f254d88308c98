-- The house: people, cycles, frames, draws, audit.
-- Conventions: plural snake_case tables; constraints are named as sentences; *_at instants, *_on days; personal data only in *_sealed columns.

-- The runtime role owns nothing: row-level security applies to it, and append-only tables stay append-only. Made by ../roles.ts.
grant usage on schema public to pingyi_app;

-- Whose rows a transaction may see. Set by the database door, per transaction.
create function app_sees_department(department uuid) returns boolean
language sql stable parallel safe
return coalesce(current_setting('app.scope', true), '') = 'all'
  or department = nullif(current_setting('app.department', true), '')::uuid;

-- People ---------------------------------------------------------------------------------------------------------------

create table departments (
  id uuid primary key,
  name text not null constraint a_department_is_listed_once unique,
  category text not null constraint a_category_is_one_of_the_seven check (category in (
    'party-and-mass', 'economic', 'public-affairs', 'supervision', 'special-affairs', 'democratic-parties', 'state-security')),
  created_at timestamptz not null
);

create table accounts (
  id uuid primary key,
  login text not null constraint a_login_belongs_to_one_account unique,
  display_name text not null,
  role text not null constraint a_role_is_known check (role in ('office', 'operator', 'liaison', 'observer')),
  department_id uuid references departments,
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz not null,
  constraint only_a_liaison_has_a_department check ((role = 'liaison') = (department_id is not null))
);

-- Counts failures per login as typed, whether or not it exists, so that nobody can learn which logins exist.
create table sign_in_failures (
  login_digest bytea primary key,
  failures integer not null,
  locked_until timestamptz,
  last_at timestamptz not null
);

create table request_budgets (
  bucket text primary key,
  window_start timestamptz not null,
  used integer not null
);

create table sessions (
  token_hash bytea primary key,
  account_id uuid not null references accounts on delete cascade,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null
);
create index sessions_by_account on sessions (account_id);

create table password_links (
  token_hash bytea primary key,
  -- null: the link of the very first administrator
  account_id uuid references accounts on delete cascade,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Cycles ---------------------------------------------------------------------------------------------------------------

create table cycles (
  id uuid primary key,
  name text not null constraint a_cycle_name_is_used_once unique,
  year integer not null,
  home_area text not null,
  frame_deadline_on date not null,
  state text not null constraint a_cycle_state_is_known check (state in ('preparing', 'collecting', 'sampling', 'fieldwork', 'closed')),
  created_at timestamptz not null
);

-- Keys wrapped by the key outside the database; destroying a row makes the cycle's personal data unreadable.
create table cycle_keys (
  cycle_id uuid primary key references cycles,
  data_key_wrapped bytea,
  index_key_wrapped bytea,
  destroyed_at timestamptz
);
create table centre_keys (
  name text primary key,
  key_wrapped bytea not null,
  created_at timestamptz not null
);

create table appraisees (
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  category text not null,
  primary key (cycle_id, department_id)
);

-- Frames ---------------------------------------------------------------------------------------------------------------

create table frames (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  list text not null constraint a_list_kind_is_known check (list in ('system-cadres', 'hot-topics', 'service-users')),
  attachment integer constraint an_attachment_is_2_to_7 check (attachment between 2 and 7),
  minimum integer not null constraint a_minimum_is_not_negative check (minimum >= 0),
  coverage text not null constraint a_coverage_is_known check (coverage in ('none', 'guangxi-2015', 'guangxi-2018')),
  deadline_on date not null,
  state text not null constraint a_frame_state_is_known check (state in ('awaited', 'filed', 'returned', 'accepted', 'locked')),
  latest_submission_id uuid,
  return_reason text,
  accepted_at timestamptz,
  duty_note text,
  foreign key (cycle_id, department_id) references appraisees,
  constraint a_department_files_each_list_once unique nulls not distinct (cycle_id, department_id, list, attachment)
);

create table submissions (
  id uuid primary key,
  frame_id uuid not null references frames,
  department_id uuid not null references departments,
  number integer not null,
  received_at timestamptz not null,
  submitted_by text not null,
  late boolean not null,
  files jsonb not null,
  verdict text not null constraint a_verdict_is_accepted_or_returned check (verdict in ('accepted', 'returned')),
  counts jsonb not null,
  finding_counts jsonb not null,
  -- the check's document without persons, compressed and sealed: findings quote names and numbers
  document_sealed bytea not null,
  -- what was filed, as cells without forbidden content, compressed and sealed: to check it again beside the department's other lists
  filed_sealed bytea not null,
  receipt_digest text not null,
  constraint a_submission_number_is_used_once unique (frame_id, number)
);
alter table frames add foreign key (latest_submission_id) references submissions;

-- The files as filed, sealed. A file with forbidden content (identity numbers …) is not kept: only its digest, in submissions.files.
create table submission_files (
  submission_id uuid not null references submissions,
  department_id uuid not null references departments,
  ordinal integer not null,
  content_sealed bytea not null,
  primary key (submission_id, ordinal)
);

-- One row per usable person of the latest submission of a frame.
create table frame_units (
  frame_id uuid not null references frames,
  submission_id uuid not null references submissions,
  department_id uuid not null references departments,
  ordinal integer not null,
  unit_id text not null,
  gender text,
  city text,
  person_sealed bytea not null,
  person_index bytea not null,
  primary key (submission_id, ordinal),
  constraint a_unit_stands_once_in_a_frame unique (submission_id, unit_id)
);
create index frame_units_by_frame on frame_units (frame_id);
create index frame_units_by_person on frame_units (person_index);

-- Draws ----------------------------------------------------------------------------------------------------------------

create table draws (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  title text not null,
  state text not null constraint a_draw_state_is_known check (state in ('designed', 'locked', 'drawn', 'sealed')),
  design jsonb not null,
  strata jsonb not null,
  frame_digest text,
  frame_size integer,
  -- the ids and strata as locked: `id,stratum` lines, compressed; no personal data
  frame_ids bytea,
  announcement text,
  public_randomness text,
  one_time_code text,
  seed text,
  manifest text,
  manifest_digest text,
  created_at timestamptz not null,
  locked_at timestamptz,
  drawn_at timestamptz,
  sealed_at timestamptz,
  designed_by text not null,
  locked_by text,
  drawn_by text,
  sealed_by text,
  constraint a_locked_draw_has_its_frame check (state = 'designed' or (frame_digest is not null and frame_ids is not null)),
  constraint a_drawn_draw_has_its_manifest check (state in ('designed', 'locked') or (seed is not null and manifest is not null))
);

create table draw_frames (
  draw_id uuid not null references draws on delete cascade,
  frame_id uuid not null references frames,
  submission_id uuid not null references submissions,
  primary key (draw_id, frame_id)
);
create index draw_frames_by_frame on draw_frames (frame_id);

create table draw_units (
  draw_id uuid not null references draws,
  stratum text not null,
  rank integer not null,
  unit_id text not null,
  ticket text not null,
  replicate integer not null,
  part text not null constraint a_part_is_main_or_reserve check (part in ('main', 'reserve')),
  probability double precision not null,
  primary key (draw_id, stratum, rank),
  constraint a_unit_is_drawn_once unique (draw_id, unit_id)
);

create table releases (
  draw_id uuid not null references draws,
  replicate integer not null,
  released_at timestamptz not null,
  released_by text not null,
  primary key (draw_id, replicate)
);

-- Audit ----------------------------------------------------------------------------------------------------------------

create table audit_entries (
  number bigint primary key,
  payload text not null,
  previous bytea not null,
  hash bytea not null,
  action text generated always as (payload::jsonb ->> 'action') stored,
  subject text generated always as (payload::jsonb ->> 'subject') stored
);
create index audit_entries_by_action on audit_entries (action, number desc);
create index audit_entries_by_subject on audit_entries (subject, number desc);

-- The only way in: orders appends by a lock and chains hashes. hash = sha256(previous || payload).
create function append_audit_entry(payload text) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  last audit_entries;
  next_number bigint;
  previous_hash bytea;
begin
  perform pg_advisory_xact_lock(123637187504490);
  select * into last from audit_entries order by number desc limit 1;
  next_number := coalesce(last.number, 0) + 1;
  previous_hash := coalesce(last.hash, '\x'::bytea);
  insert into audit_entries (number, payload, previous, hash)
  values (next_number, payload, previous_hash, sha256(previous_hash || convert_to(payload, 'UTF8')));
  return next_number;
end
$$;
revoke all on function append_audit_entry(text) from public;
grant execute on function append_audit_entry(text) to pingyi_app;

-- An audit entry never changes, whoever asks.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'append-only table %', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger audit_entries_are_append_only before update or delete or truncate on audit_entries
  for each statement execute function refuse_change();

-- Grants: what each table allows at run time -----------------------------------------------------------------------------

grant select on audit_entries to pingyi_app;
grant select, insert, update, delete on
  departments, accounts, sign_in_failures, request_budgets, sessions, password_links, cycles, cycle_keys, centre_keys,
  appraisees, frames, draws, draw_frames to pingyi_app;
grant select, insert on submissions, draw_units, releases to pingyi_app;
-- a later list of the same department can change what an earlier one is worth; the facts of the filing stay
grant update (verdict, counts, finding_counts, document_sealed) on submissions to pingyi_app;
grant select, insert, delete on submission_files, frame_units to pingyi_app;

-- Row-level security: every table with a department ---------------------------------------------------------------------

alter table frames enable row level security;
alter table frames force row level security;
create policy own_department on frames using (app_sees_department(department_id));
alter table submissions enable row level security;
alter table submissions force row level security;
create policy own_department on submissions using (app_sees_department(department_id));
alter table submission_files enable row level security;
alter table submission_files force row level security;
create policy own_department on submission_files using (app_sees_department(department_id));
alter table frame_units enable row level security;
alter table frame_units force row level security;
create policy own_department on frame_units using (app_sees_department(department_id));
