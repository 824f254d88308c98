-- Telephone fieldwork: cases, attempts and their outcomes, as they come back from a call room. No name, no number of a person.

-- The two choices that move a response rate, fixed before fieldwork; null: not set.
create table fieldwork_choices (
  cycle_id uuid primary key references cycles,
  switched_off text constraint a_switched_off_phone_is_one_of_two check (switched_off in ('NC', 'UH')),
  broken_off text constraint a_broken_off_interview_is_one_of_two check (broken_off in ('P', 'R')),
  set_at timestamptz not null,
  set_by text not null
);

create table fieldwork_imports (
  id uuid primary key,
  draw_id uuid not null references draws,
  number integer not null,
  file_name text not null,
  digest text not null,
  rows integer not null,
  changed integer not null,
  stored_at timestamptz not null,
  stored_by text not null,
  constraint imports_are_numbered_by_draw unique (draw_id, number)
);

-- A drawn person the room has worked on; whoever is drawn and not here has not been dialled.
create table fieldwork_cases (
  draw_id uuid not null references draws,
  unit_id text not null,
  -- whom the person judges
  department_id uuid not null references departments,
  interviewer text not null,
  -- the sheet the answers became, and a keyed digest of them to tell a corrected file from the same one
  sheet_id uuid references answer_sheets,
  answers_digest bytea,
  -- how often answers were filed for the case
  filings integer not null default 0,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (draw_id, unit_id),
  constraint answers_have_their_digest check ((sheet_id is null) = (answers_digest is null))
);

-- What was pressed after a call, never what it counts as: that depends on the choices.
create table fieldwork_attempts (
  draw_id uuid not null,
  unit_id text not null,
  number integer not null constraint attempts_are_counted_from_one check (number between 1 and 99),
  -- the button of the room, where one was pressed
  button text,
  -- the word the outcome is read from: a button, one of its meanings, or an AAPOR code
  outcome text not null,
  called_at timestamptz,
  interviewer text not null,
  import_id uuid references fieldwork_imports,
  primary key (draw_id, unit_id, number),
  foreign key (draw_id, unit_id) references fieldwork_cases on delete cascade
);

-- Who was called and what came of it: staff only, never a department's own.
alter table fieldwork_cases enable row level security;
alter table fieldwork_cases force row level security;
create policy staff on fieldwork_cases using (coalesce(current_setting('app.scope', true), '') = 'all');
alter table fieldwork_attempts enable row level security;
alter table fieldwork_attempts force row level security;
create policy staff on fieldwork_attempts using (coalesce(current_setting('app.scope', true), '') = 'all');
alter table fieldwork_imports enable row level security;
alter table fieldwork_imports force row level security;
create policy staff on fieldwork_imports using (coalesce(current_setting('app.scope', true), '') = 'all');

grant select, insert on fieldwork_imports to pingyi_app;
grant select, insert, update on fieldwork_choices, fieldwork_cases, fieldwork_attempts to pingyi_app;
grant delete on fieldwork_attempts to pingyi_app;
