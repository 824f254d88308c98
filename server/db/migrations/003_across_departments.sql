-- The same person on lists of several departments, decisions about them, rest periods, and what a draw left out because of either.

-- Every mobile of a person, with the name, as a blind index: what joins persons of different departments (frame check I1).
create table frame_unit_indexes (
  submission_id uuid not null,
  ordinal integer not null,
  person_index bytea not null,
  department_id uuid not null references departments,
  primary key (submission_id, ordinal, person_index),
  foreign key (submission_id, ordinal) references frame_units on delete cascade
);
create index frame_unit_indexes_by_person on frame_unit_indexes (person_index);
-- The old column is not carried over: it joined namesakes without a mobile. Lists filed before appear here with their next filing.
alter table frame_units drop column person_index;

-- Whether a shared person stays with every department (null) or with one only. By the person, so that it outlives a new filing.
create table shared_person_decisions (
  cycle_id uuid not null references cycles,
  person_index bytea not null,
  kept_department_id uuid references departments,
  reason text not null,
  decided_at timestamptz not null,
  decided_by text not null,
  primary key (cycle_id, person_index)
);

-- Months a person is left alone after having been given out for calls; 0: none.
alter table cycles add column rest_months integer not null default 0
  constraint a_rest_is_0_to_60_months check (rest_months between 0 and 60);
update draws set design = design || '{"restMonths": 0}' where not design ? 'restMonths';

-- Persons of a draw's lists that are not in its frame, as found at the lock: selection and verification leave out the same.
create table draw_left_out (
  draw_id uuid not null references draws on delete cascade,
  submission_id uuid not null references submissions,
  ordinal integer not null,
  reason text not null constraint a_reason_to_leave_out_is_known check (reason in ('held-out', 'rested')),
  primary key (draw_id, submission_id, ordinal)
);

-- The permanent id of a drawn person; it differs from unit_id where two lists of the draw hold the person.
alter table draw_units add column permanent_id text;
create index draw_units_by_permanent_id on draw_units (permanent_id);

grant select, insert, delete on frame_unit_indexes to pingyi_app;
grant select, insert, update on shared_person_decisions to pingyi_app;
grant select, insert on draw_left_out to pingyi_app;

alter table frame_unit_indexes enable row level security;
alter table frame_unit_indexes force row level security;
create policy own_department on frame_unit_indexes using (app_sees_department(department_id));
-- A department never learns that another one named the same person.
alter table shared_person_decisions enable row level security;
alter table shared_person_decisions force row level security;
create policy staff_only on shared_person_decisions using (coalesce(current_setting('app.scope', true), '') = 'all');
alter table draw_left_out enable row level security;
alter table draw_left_out force row level security;
create policy staff_only on draw_left_out using (coalesce(current_setting('app.scope', true), '') = 'all');
