-- Exemptions agreed with the office, what changed against the filing before, corrections made on the page.

create table frame_exemptions (
  id uuid primary key,
  frame_id uuid not null references frames on delete cascade,
  department_id uuid not null references departments,
  rule text not null constraint an_exempted_rule_is_known check (
    rule in ('minimum', 'coverage', 'address', 'disjoint', 'department', 'template', 'withheld')),
  minimum integer constraint an_agreed_minimum_is_not_negative check (minimum >= 0),
  -- null: all places
  places text[],
  agreed_by text not null,
  agreed_on date not null,
  reason text not null,
  recorded_by text not null,
  recorded_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  constraint only_a_minimum_has_a_number check ((rule = 'minimum') = (minimum is not null)),
  constraint only_coverage_names_places check (rule = 'coverage' or places is null),
  constraint a_withdrawal_has_a_person check ((withdrawn_by is null) = (withdrawn_at is null))
);
create index frame_exemptions_by_frame on frame_exemptions (frame_id);
create unique index a_rule_is_exempted_once on frame_exemptions (frame_id, rule)
  where withdrawn_at is null and rule <> 'coverage';

alter table frame_exemptions enable row level security;
alter table frame_exemptions force row level security;
create policy own_department on frame_exemptions using (app_sees_department(department_id));
grant select, insert on frame_exemptions to pingyi_app;
grant update (withdrawn_by, withdrawn_at) on frame_exemptions to pingyi_app;

alter table submissions
  -- what changed against the filing before it, compressed and sealed: it quotes names and numbers
  add column difference_sealed bytea,
  -- the number of the filing whose cells were corrected on the page, and how many
  add column mended_from integer,
  add column mended_cells integer,
  add constraint a_mending_counts_its_cells check ((mended_from is null) = (mended_cells is null));
grant update (difference_sealed) on submissions to pingyi_app;
