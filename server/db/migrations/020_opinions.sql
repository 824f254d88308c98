-- Opinions: coded and freed of whoever gave them, handed to departments, put right; and lists of consenting givers for the next cycle.

-- 整改情况评议: made by the platform from those who gave an opinion. No department ever sees who stands on it.
alter table frames drop constraint a_list_kind_is_known;
alter table frames add constraint a_list_kind_is_known check (list in ('system-cadres', 'hot-topics', 'service-users', 'rectification'));
create policy no_list_of_givers on frames as restrictive
  using (list <> 'rectification' or coalesce(current_setting('app.scope', true), '') = 'all');
create policy no_list_of_givers on submissions as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from frames f where f.id = frame_id));
create policy no_list_of_givers on submission_files as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from submissions s where s.id = submission_id));
create policy no_list_of_givers on submission_pieces as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from submissions s where s.id = submission_id));
create policy no_list_of_givers on frame_unit_slices as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from submissions s where s.id = submission_id));
create policy no_list_of_givers on frame_unit_blocks as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from submissions s where s.id = submission_id));
create policy no_list_of_givers on frame_exemptions as restrictive using (
  coalesce(current_setting('app.scope', true), '') = 'all' or exists (select from frames f where f.id = frame_id));

-- The work on an opinion.
alter table sheet_opinions
  -- whom it is really about; null: whom the sheet judges
  add column assigned_to uuid references departments,
  add column kind text,
  add column withheld_reason text,
  -- counts changes, so that two people do not overwrite each other
  add column revision integer not null default 0,
  -- who is working on it, and until when nobody else gets it
  add column claimed_by uuid references accounts,
  add column claimed_until timestamptz,
  add constraint a_coded_opinion_has_its_text check (state not in ('coded', 'handed-over') or (edited_sealed is not null and kind is not null)),
  add constraint a_withheld_opinion_says_why check ((state = 'withheld') = (withheld_reason is not null));
create index sheet_opinions_to_work_on on sheet_opinions (cycle_id, state, id);
grant update (assigned_to, kind, withheld_reason, revision, claimed_by, claimed_until, text_sealed, consent) on sheet_opinions to pingyi_app;

create table opinion_code_frames (
  cycle_id uuid primary key references cycles,
  revision integer not null,
  -- kinds and topics, as surveys reads them
  content jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null
);

create table opinion_hand_overs (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  number integer not null,
  -- SHA-256 over what the department sees, as it was previewed
  digest text not null,
  opinions integer not null,
  -- why so few were handed over at once
  small_reason text,
  -- null: 未设定
  reply_by date,
  handed_over_at timestamptz not null,
  handed_over_by text not null,
  revoked_at timestamptz,
  revoked_by text,
  revoke_reason text,
  foreign key (cycle_id, department_id) references appraisees,
  constraint hand_overs_are_numbered_by_department unique (cycle_id, department_id, number),
  constraint a_revoked_hand_over_says_why check (num_nulls(revoked_at, revoked_by, revoke_reason) in (0, 3))
);

create table rectifications (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  department_id uuid not null references departments,
  number integer not null,
  revision integer not null,
  state text not null constraint a_rectification_state_is_known check (state in ('draft', 'filed', 'returned', 'accepted')),
  -- what the department says, part by part: made to be published, no persons
  content jsonb not null,
  saved_at timestamptz not null,
  saved_by text not null,
  filed_at timestamptz,
  filed_by text,
  decided_at timestamptz,
  decided_by text,
  return_reason text,
  -- as the public sees it; null: not published, or taken back
  published jsonb,
  -- when it was published first: the thirty days count from here
  published_at timestamptz,
  published_by text,
  foreign key (cycle_id, department_id) references appraisees,
  constraint rectifications_are_numbered_by_department unique (cycle_id, department_id, number),
  constraint a_returned_rectification_says_why check ((state = 'returned') = (return_reason is not null)),
  constraint what_is_published_has_its_day check (published is null or (published_at is not null and published_by is not null))
);

-- An opinion as a department gets it: text and codes, nothing of who gave it, when, how or on which sheet.
create table handed_opinions (
  id uuid primary key,
  hand_over_id uuid not null references opinion_hand_overs,
  opinion_id uuid not null references sheet_opinions,
  cycle_id uuid not null,
  department_id uuid not null references departments,
  number integer not null,
  kind text not null,
  topics text[] not null,
  text_sealed bytea not null,
  rectification_id uuid references rectifications on delete set null,
  revoked_at timestamptz,
  constraint opinions_are_numbered_by_department unique (cycle_id, department_id, number)
);
create unique index an_opinion_is_handed_over_once on handed_opinions (opinion_id) where revoked_at is null;
create index handed_opinions_by_hand_over on handed_opinions (hand_over_id);

-- Who sees what -----------------------------------------------------------------------------------------------------------

alter table opinion_hand_overs enable row level security;
alter table opinion_hand_overs force row level security;
create policy own_department on opinion_hand_overs using (app_sees_department(department_id));
-- What was taken back is gone for the department.
alter table handed_opinions enable row level security;
alter table handed_opinions force row level security;
create policy own_department on handed_opinions using (
  app_sees_department(department_id)
  and (revoked_at is null or coalesce(current_setting('app.scope', true), '') = 'all'));
-- Everybody may read what is published.
alter table rectifications enable row level security;
alter table rectifications force row level security;
create policy own_department on rectifications using (app_sees_department(department_id));
create policy published on rectifications for select using (
  published is not null and coalesce(current_setting('app.scope', true), '') = 'none');

grant select, insert, update on opinion_code_frames to pingyi_app;
grant select, insert on opinion_hand_overs, handed_opinions to pingyi_app;
grant update (revoked_at, revoked_by, revoke_reason) on opinion_hand_overs to pingyi_app;
grant update (rectification_id, revoked_at, text_sealed) on handed_opinions to pingyi_app;
grant select, insert, delete on rectifications to pingyi_app;
grant update (revision, state, content, saved_at, saved_by, filed_at, filed_by, decided_at, decided_by, return_reason, published,
  published_at, published_by) on rectifications to pingyi_app;
