-- The quality of filed lists as fieldwork found it, handed to the departments that filed them.

-- The list a called person stands in; null: stored before lists were kept.
alter table fieldwork_cases add column list text;

-- What a department was told, and when: counts only. Told once it stays.
create table list_quality (
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  -- '' : stored before lists were kept
  list text not null,
  released integer not null,
  dialled integer not null,
  wrong_numbers integer not null,
  stopped integer not null,
  other_numbers integer not null,
  wrong_persons integer not null,
  told_at timestamptz not null,
  told_by text not null,
  primary key (cycle_id, department_id, list),
  constraint faults_are_of_dialled_cases check (
    least(wrong_numbers, stopped, other_numbers, wrong_persons) >= 0
    and wrong_numbers + stopped + other_numbers + wrong_persons <= dialled
  )
);

alter table list_quality enable row level security;
alter table list_quality force row level security;
create policy own_department on list_quality using (app_sees_department(department_id));
grant select, insert on list_quality to pingyi_app;
