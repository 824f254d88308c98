-- Personal data: findings are masked until revealed; the personal data of a closed cycle are erased by two people.

-- A cycle's keys are wrapped by the house's key and the cycle's own key file together. null: wrapped before that was so; the
-- next start of a server wraps them anew.
alter table cycle_keys add column fingerprint text;

-- Who saw a submission's findings unmasked, when and why.
create table finding_reveals (
  id uuid primary key,
  submission_id uuid not null references submissions,
  department_id uuid not null references departments,
  account_id uuid not null references accounts,
  reason text not null,
  revealed_at timestamptz not null,
  ends_at timestamptz not null
);
create index finding_reveals_by_account on finding_reveals (account_id, revealed_at);

create table cycle_erasures (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  reason text not null,
  requested_by uuid not null references accounts,
  requested_at timestamptz not null,
  withdrawn_at timestamptz,
  confirmed_by uuid references accounts,
  confirmed_at timestamptz,
  -- canonical JSON; its SHA-256 stands in the audit trail
  certificate text,
  constraint an_erasure_needs_two_people check (confirmed_by is null or confirmed_by <> requested_by),
  constraint a_confirmed_erasure_has_its_certificate check (
    (confirmed_by is null) = (certificate is null) and (confirmed_by is null) = (confirmed_at is null)),
  constraint a_withdrawn_erasure_is_not_confirmed check (withdrawn_at is null or confirmed_at is null)
);
create unique index an_erasure_is_requested_once on cycle_erasures (cycle_id) where withdrawn_at is null;

grant select, insert on finding_reveals, cycle_erasures to pingyi_app;
grant update (withdrawn_at, confirmed_by, confirmed_at, certificate) on cycle_erasures to pingyi_app;
grant update (filed_sealed) on submissions to pingyi_app;

alter table finding_reveals enable row level security;
alter table finding_reveals force row level security;
create policy own_department on finding_reveals using (app_sees_department(department_id));
