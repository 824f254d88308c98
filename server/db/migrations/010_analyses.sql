-- 年度绩效分析表: what each appraisee says of its year, for the leaders who rate it.

alter table cycles
  -- null: 未设定
  add column analysis_deadline_on date;

-- The texts are made to be printed and handed round: no persons, in clear.
create table analyses (
  cycle_id uuid not null,
  department_id uuid not null references departments,
  revision integer not null,
  state text not null constraint an_analysis_state_is_known check (state in ('draft', 'filed', 'returned', 'accepted')),
  tasks text not null,
  innovations text not null,
  difficulties text not null,
  saved_at timestamptz not null,
  approved_by text,
  approved_on date,
  filed_at timestamptz,
  filed_by text,
  return_reason text,
  scan_name text,
  scan_bytes integer,
  scan_sha256 text,
  -- signatures and seals of persons and offices, sealed by the cycle's key
  scan_sealed bytea,
  primary key (cycle_id, department_id),
  foreign key (cycle_id, department_id) references appraisees on delete cascade,
  constraint a_filed_analysis_is_whole check (
    state in ('draft', 'returned')
    or (approved_by is not null and approved_on is not null and filed_at is not null and scan_sha256 is not null)
  )
);

alter table analyses enable row level security;
alter table analyses force row level security;
create policy own_department on analyses using (app_sees_department(department_id));
grant select, insert, update, delete on analyses to pingyi_app;
