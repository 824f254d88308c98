-- Paper questionnaires: batches of printed forms, each form with a number of its own, entered twice by two people.

create table paper_batches (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  kind text not null constraint a_paper_kind_is_known check (kind in ('system-cadres', 'hot-topics', 'service-users', 'rectification', 'public')),
  -- the released sample the forms go to; null: loose forms, handed out
  draw_id uuid references draws,
  code text not null constraint a_batch_code_is_used_once unique,
  title text not null,
  created_at timestamptz not null,
  created_by text not null
);
create index paper_batches_by_cycle on paper_batches (cycle_id, created_at);

create table paper_forms (
  batch_id uuid not null references paper_batches on delete cascade,
  serial integer not null,
  -- whom the form judges, and the wording it was printed with
  department_id uuid not null references departments,
  version_id uuid not null references questionnaire_versions,
  unit_id text,
  state text not null constraint a_form_state_is_known check (state in ('out', 'void', 'filed')),
  void_reason text,
  -- the sheet it became
  sheet_id uuid references answer_sheets,
  settled_at timestamptz,
  settled_by text,
  primary key (batch_id, serial),
  constraint a_case_gets_one_form unique (batch_id, unit_id),
  constraint a_void_form_says_why check ((state = 'void') = (void_reason is not null)),
  constraint a_filed_form_has_its_sheet check ((state = 'filed') = (sheet_id is not null))
);

-- What a clerk typed. The second clerk never sees the first one's; a third settles where they differ.
create table paper_entries (
  batch_id uuid not null,
  serial integer not null,
  round integer not null constraint a_form_is_entered_in_three_rounds check (round between 1 and 3),
  clerk_id uuid not null references accounts,
  clerk text not null,
  entered_at timestamptz not null,
  -- the answers, with free texts, sealed by the cycle's key
  entry_sealed bytea not null,
  primary key (batch_id, serial, round),
  foreign key (batch_id, serial) references paper_forms on delete cascade,
  constraint two_clerks_enter_a_form unique (batch_id, serial, clerk_id)
);

-- Answers of people: staff only, never a department's own.
alter table paper_batches enable row level security;
alter table paper_batches force row level security;
create policy staff on paper_batches using (coalesce(current_setting('app.scope', true), '') = 'all');
alter table paper_forms enable row level security;
alter table paper_forms force row level security;
create policy staff on paper_forms using (coalesce(current_setting('app.scope', true), '') = 'all');
alter table paper_entries enable row level security;
alter table paper_entries force row level security;
create policy staff on paper_entries using (coalesce(current_setting('app.scope', true), '') = 'all');

grant select, insert, delete on paper_batches, paper_forms, paper_entries to pingyi_app;
grant update (state, void_reason, sheet_id, settled_at, settled_by) on paper_forms to pingyi_app;
