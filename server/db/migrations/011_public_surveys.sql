-- 网上评议: the public survey of a cycle, what is kept of an arrival to find stuffing, proofs of work that were used, and decisions
-- about answers in quarantine. No address is stored, only keyed hashes of prefixes under a key of the day, until the check is over.

create table public_surveys (
  id uuid primary key,
  cycle_id uuid not null constraint a_cycle_has_one_public_survey unique references cycles,
  slug text not null constraint a_slug_is_used_once unique
    constraint a_slug_is_short_and_plain check (slug ~ '^[a-z0-9](?:[a-z0-9-]{1,38}[a-z0-9])$'),
  state text not null constraint a_survey_state_is_known check (state in ('draft', 'open', 'closed', 'concluded')),
  title text not null,
  organiser text not null,
  hotline text not null,
  notice text not null,
  verify_text text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  -- [{ departmentId, analysisUrl, rectificationUrl }]
  links jsonb not null default '[]',
  -- speed limits and rules of stuffing with their thresholds, fixed when it is opened
  rules jsonb,
  -- signs tickets, devices, receipts and challenges; sealed by the cycle's key
  secret_sealed bytea not null,
  -- hashes prefixes; gone when the check is over
  prefix_key_sealed bytea,
  opened_at timestamptz,
  opened_by text,
  closed_at timestamptz,
  closed_by text,
  concluded_at timestamptz,
  concluded_by text,
  checked_at timestamptz,
  constraint a_survey_closes_after_it_opens check (opens_at < closes_at),
  constraint an_open_survey_has_its_rules check (state = 'draft' or (rules is not null and opened_at is not null)),
  constraint a_concluded_survey_has_no_prefix_key check ((state = 'concluded') = (prefix_key_sealed is null))
);

-- What is known of how a web answer came in. No name, no address, no agent.
create table public_arrivals (
  sheet_id uuid primary key references answer_sheets,
  survey_id uuid not null references public_surveys,
  -- HMAC of the /24 or /48 under the day's key
  prefix bytea,
  seconds integer not null
);
create index public_arrivals_by_survey on public_arrivals (survey_id);

-- Until they expire: a solution serves one answer.
create table spent_proofs (
  proof bytea primary key,
  token bytea not null,
  expires_at timestamptz not null
);

create table public_decisions (
  id uuid primary key,
  survey_id uuid not null references public_surveys,
  appraisee_id uuid not null references departments,
  reasons text[] not null,
  act text not null constraint an_act_on_quarantine_is_known check (act in ('exclude', 'restore')),
  sheet_ids uuid[] not null,
  grounds text not null,
  state text not null constraint a_decision_state_is_known check (state in ('proposed', 'confirmed', 'withdrawn')),
  proposed_at timestamptz not null,
  proposed_by text not null,
  confirmed_at timestamptz,
  confirmed_by text,
  constraint a_decision_takes_two_people check (state <> 'confirmed' or (confirmed_by is not null and confirmed_by <> proposed_by))
);
create unique index one_decision_is_proposed_for_a_group on public_decisions (survey_id, appraisee_id, reasons) where state = 'proposed';

-- Who sees what -----------------------------------------------------------------------------------------------------------

-- A department's own staff sees no arrivals and no decisions; the verb that files an answer writes arrivals.
alter table public_arrivals enable row level security;
alter table public_arrivals force row level security;
create policy staff_and_filing on public_arrivals using (coalesce(current_setting('app.scope', true), '') in ('all', 'filing'));
alter table public_decisions enable row level security;
alter table public_decisions force row level security;
create policy staff on public_decisions using (coalesce(current_setting('app.scope', true), '') = 'all');

grant select, insert, delete on public_surveys to pingyi_app;
grant update (slug, state, title, organiser, hotline, notice, verify_text, opens_at, closes_at, links, rules, prefix_key_sealed,
  opened_at, opened_by, closed_at, closed_by, concluded_at, concluded_by, checked_at) on public_surveys to pingyi_app;
grant select, insert on public_arrivals to pingyi_app;
grant update (prefix) on public_arrivals to pingyi_app;
grant select, insert, delete on spent_proofs to pingyi_app;
grant select, insert on public_decisions to pingyi_app;
grant update (state, confirmed_at, confirmed_by) on public_decisions to pingyi_app;
