-- From answers to the weighted total: schemes of one's own, inputs, decisions, frozen packages, reviews.

-- Schemes people make by copying one. The shipped ones are data of the program and stand in no table.
create table schemes (
  scheme_id text not null constraint a_scheme_id_is_plain check (scheme_id ~ '^[a-z][a-z0-9-]{1,39}$'),
  version integer not null constraint a_scheme_version_is_positive check (version > 0),
  title text not null,
  -- `id@version` of what it was copied from
  source text not null,
  -- json, not jsonb: whoever reads a scheme reads it in the order it was written
  data json not null,
  state text not null constraint a_scheme_state_is_known check (state in ('draft', 'published')),
  edition integer not null default 1,
  created_by text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  primary key (scheme_id, version),
  constraint a_published_scheme_says_by_whom check ((state = 'published') = (published_at is not null))
);

-- The scheme in force in a cycle, as it was on the day it was chosen.
create table cycle_schemes (
  cycle_id uuid primary key references cycles,
  reference text not null,
  scheme json not null,
  chosen_by text not null,
  chosen_at timestamptz not null
);

-- What an appraisee is ranked with.
create table score_groups (
  cycle_id uuid not null,
  department_id uuid not null references departments,
  group_id text not null,
  set_by text not null,
  set_at timestamptz not null,
  primary key (cycle_id, department_id),
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);

-- Decisions on what the documents leave open; the latest of a key counts, a null value withdraws. Append-only.
create table score_decisions (
  id bigint generated always as identity primary key,
  cycle_id uuid not null references cycles,
  -- a setting of the scheme; `plan:<leaf>`; `review`
  key text not null,
  value jsonb,
  reason text not null,
  document text not null,
  decided_by text not null,
  entered_by text not null,
  entered_at timestamptz not null
);
create index score_decisions_by_key on score_decisions (cycle_id, key, id desc);

-- Files of inputs as they came: no personal data in them.
create table score_uploads (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  kind text not null constraint a_score_upload_is_of_a_kind check (kind in ('components', 'counts')),
  number integer not null,
  file_name text not null,
  digest text not null,
  content bytea not null,
  applied boolean not null,
  findings jsonb not null,
  document text not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null,
  constraint a_score_upload_number_is_used_once unique (cycle_id, kind, number)
);

-- Values of leaves that come from elsewhere; the latest of a leaf counts. Append-only.
create table component_inputs (
  id bigint generated always as identity primary key,
  cycle_id uuid not null,
  department_id uuid not null references departments,
  leaf text not null,
  -- null with `applies`: taken back; null without: does not apply
  value text,
  applies boolean not null,
  document text not null,
  upload_id uuid references score_uploads,
  entered_by text not null,
  entered_at timestamptz not null,
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);
create index component_inputs_by_leaf on component_inputs (cycle_id, department_id, leaf, id desc);

-- Option counts of a survey held elsewhere; the latest upload of a leaf's rater group counts as a whole. Append-only.
create table outside_counts (
  id bigint generated always as identity primary key,
  cycle_id uuid not null,
  department_id uuid not null references departments,
  leaf text not null,
  rater_group text not null,
  question text not null,
  cell jsonb not null,
  document text not null,
  upload_id uuid not null references score_uploads,
  entered_by text not null,
  entered_at timestamptz not null,
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);
create index outside_counts_by_cell on outside_counts (cycle_id, department_id, leaf, rater_group, question, id desc);

-- The ledger of deductions and bonuses.
create table score_entries (
  id uuid primary key,
  cycle_id uuid not null,
  department_id uuid not null references departments,
  side text not null constraint an_entry_is_a_deduction_or_a_bonus check (side in ('deduction', 'bonus')),
  kind text not null,
  points text,
  times integer not null constraint an_entry_counts_at_least_once check (times > 0),
  matter text not null,
  document text not null,
  state text not null constraint an_entry_state_is_known check (state in ('in-force', 'appealed', 'upheld', 'revoked')),
  appeal text,
  appealed_by text,
  appealed_at timestamptz,
  decision text,
  decided_by text,
  decided_at timestamptz,
  entered_by text not null,
  entered_at timestamptz not null,
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);
create index score_entries_by_department on score_entries (cycle_id, department_id);

-- Grades changed after the ranking, and results entered by hand.
create table score_overrides (
  id uuid primary key,
  cycle_id uuid not null,
  department_id uuid not null references departments,
  kind text not null constraint an_override_goes_up_or_down check (kind in ('promote', 'demote')),
  reason text not null,
  document text not null,
  decided_by text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  revoked_by text,
  revoked_at timestamptz,
  revoked_why text,
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);
create table manual_results (
  cycle_id uuid not null,
  department_id uuid not null references departments,
  total text,
  grade text,
  document text not null,
  decided_by text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  primary key (cycle_id, department_id),
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);

-- Frozen packages: canonical JSON whose SHA-256 is the digest. Never changed; published by somebody else than froze it.
create table result_packages (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  number integer not null,
  content text not null,
  digest text not null,
  reason text not null,
  frozen_by uuid not null references accounts,
  frozen_at timestamptz not null,
  published_by uuid references accounts,
  published_at timestamptz,
  constraint a_package_number_is_used_once unique (cycle_id, number),
  constraint a_package_is_published_by_another check (published_by is null or published_by <> frozen_by),
  constraint a_published_package_says_when check ((published_by is null) = (published_at is null))
);

-- What each appraisee gets out of a package, for itself alone.
create table department_results (
  package_id uuid not null references result_packages,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  result jsonb not null,
  primary key (package_id, department_id)
);
create index department_results_by_cycle on department_results (cycle_id, department_id);

-- The day a department received its feedback sheet: the clock of the review starts.
create table feedback_receipts (
  package_id uuid not null references result_packages,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  received_on date not null,
  -- null: the scheme in force gives no review, or its calendar does not cover the days
  deadline_on date,
  recorded_by text not null,
  recorded_at timestamptz not null,
  primary key (package_id, department_id)
);

create table reviews (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  package_id uuid not null references result_packages,
  item text not null,
  reason text not null,
  request text not null,
  state text not null constraint a_review_state_is_known check (state in ('filed', 'proposed', 'decided', 'withdrawn')),
  late boolean not null,
  filed_by text not null,
  filed_at timestamptz not null,
  outcome text constraint a_review_outcome_is_known check (outcome in ('changed', 'upheld', 'dismissed')),
  findings text,
  proposed_by uuid references accounts,
  proposed_at timestamptz,
  confirmed_by uuid references accounts,
  confirmed_at timestamptz,
  -- the package that carries the change
  resulting_package_id uuid references result_packages,
  constraint a_review_is_decided_by_two check (confirmed_by is null or confirmed_by <> proposed_by),
  constraint a_decided_review_has_its_outcome check (state <> 'decided' or (outcome is not null and confirmed_by is not null))
);
create index reviews_by_cycle on reviews (cycle_id, department_id);

create table review_files (
  review_id uuid not null references reviews,
  department_id uuid not null references departments,
  ordinal integer not null,
  file_name text not null,
  digest text not null,
  size integer not null,
  content_sealed bytea not null,
  primary key (review_id, ordinal)
);

grant select, insert, update, delete on schemes, cycle_schemes, score_groups, manual_results to pingyi_app;
grant select, insert on score_decisions, score_uploads, component_inputs, outside_counts, department_results, review_files to pingyi_app;
grant select, insert, update on score_entries, score_overrides, feedback_receipts, reviews to pingyi_app;
grant select, insert on result_packages to pingyi_app;
grant update (published_by, published_at) on result_packages to pingyi_app;
grant delete on review_files to pingyi_app;

-- A package holds everybody's results: whoever sees one department only does not see it, whatever a verb forgets.
alter table result_packages enable row level security;
alter table result_packages force row level security;
create policy everybody_or_nobody on result_packages using (coalesce(current_setting('app.scope', true), '') = 'all');

do $$
declare
  name text;
begin
  foreach name in array array['score_groups', 'component_inputs', 'outside_counts', 'score_entries', 'score_overrides', 'manual_results',
    'department_results', 'feedback_receipts', 'reviews', 'review_files'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy own_department on %I using (app_sees_department(department_id))', name);
  end loop;
end
$$;
