-- 附件8, 社会评价工作有关情况表: who a department's liaison is and who leads it.

alter table cycles
  -- null: 未设定
  add column contact_deadline_on date;

create table contact_forms (
  cycle_id uuid not null,
  department_id uuid not null references departments,
  -- names, posts and telephone numbers as JSON, sealed by the cycle's key
  form_sealed bytea not null,
  filled_at timestamptz not null,
  filled_by text not null,
  primary key (cycle_id, department_id),
  foreign key (cycle_id, department_id) references appraisees on delete cascade
);

alter table contact_forms enable row level security;
alter table contact_forms force row level security;
create policy own_department on contact_forms using (app_sees_department(department_id));
grant select, insert, delete on contact_forms to pingyi_app;
grant update (form_sealed, filled_at, filled_by) on contact_forms to pingyi_app;
