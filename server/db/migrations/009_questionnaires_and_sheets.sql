-- Questionnaires in versions, comments on them, and answer sheets from all channels with the free texts given.

create table questionnaires (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  kind text not null constraint a_questionnaire_kind_is_known check (kind in (
    'system-cadres', 'hot-topics', 'service-users', 'rectification', 'public', 'leader')),
  department_id uuid references departments,
  created_at timestamptz not null,
  foreign key (cycle_id, department_id) references appraisees on delete cascade,
  constraint a_hot_topic_questionnaire_has_its_department check ((kind = 'hot-topics') = (department_id is not null)),
  constraint a_cycle_has_one_questionnaire_of_a_kind unique nulls not distinct (cycle_id, kind, department_id)
);

create table questionnaire_versions (
  id uuid primary key,
  questionnaire_id uuid not null references questionnaires on delete cascade,
  department_id uuid references departments,
  number integer not null,
  state text not null constraint a_version_state_is_known check (state in (
    'draft', 'submitted', 'returned', 'reviewed', 'published', 'retired')),
  -- counts changes, so that two people do not overwrite each other
  revision integer not null,
  content jsonb not null,
  digest text not null,
  copied_from uuid references questionnaire_versions on delete set null,
  return_reason text,
  created_at timestamptz not null,
  created_by text not null,
  changed_at timestamptz not null,
  changed_by text not null,
  submitted_at timestamptz,
  submitted_by text,
  reviewed_at timestamptz,
  reviewed_by text,
  published_at timestamptz,
  published_by text,
  retired_at timestamptz,
  retired_by text,
  constraint a_version_number_is_used_once unique (questionnaire_id, number),
  constraint a_published_version_was_reviewed check (state not in ('published', 'retired') or (reviewed_at is not null and published_at is not null))
);
create unique index one_version_is_worked_on on questionnaire_versions (questionnaire_id)
  where state in ('draft', 'submitted', 'returned', 'reviewed');
create unique index one_version_is_published on questionnaire_versions (questionnaire_id) where state = 'published';

-- What people were asked stays what they were asked, whoever wants to change it.
create function keep_published_version() returns trigger language plpgsql as $$
begin
  if old.state in ('published', 'retired') and (
    tg_op = 'DELETE'
    or (new.id, new.questionnaire_id, new.department_id, new.number, new.content, new.digest, new.published_at)
      is distinct from (old.id, old.questionnaire_id, old.department_id, old.number, old.content, old.digest, old.published_at)
    or new.state not in ('published', 'retired')
    or (old.state = 'retired' and new.state = 'published')
  ) then
    raise exception 'a published version never changes' using errcode = 'restrict_violation';
  end if;
  return case tg_op when 'DELETE' then old else new end;
end
$$;
create trigger a_published_version_never_changes before update or delete on questionnaire_versions
  for each row execute function keep_published_version();

create table questionnaire_comments (
  id uuid primary key,
  version_id uuid not null references questionnaire_versions on delete cascade,
  department_id uuid references departments,
  -- null: about the questionnaire as a whole
  question text,
  words text not null,
  written_at timestamptz not null,
  written_by text not null,
  author_role text not null,
  resolved_at timestamptz,
  resolved_by text
);
create index questionnaire_comments_by_version on questionnaire_comments (version_id, written_at);

-- One set of answers, whatever the channel. No column names a person; unit_id is the pseudonymous id of a draw.
create table answer_sheets (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  department_id uuid not null,
  version_id uuid not null references questionnaire_versions,
  channel text not null constraint a_sheet_channel_is_known check (channel in ('telephone', 'paper', 'link', 'web')),
  state text not null constraint a_sheet_state_is_known check (state in ('counted', 'quarantined', 'excluded', 'superseded')),
  reasons text[] not null default '{}',
  received_at timestamptz not null,
  draw_id uuid references draws,
  unit_id text,
  stratum text,
  -- population / main sample of the stratum, as a fraction; only of a sampled case
  design_weight text,
  idempotency_key bytea not null constraint a_sheet_is_filed_once unique,
  content_digest bytea not null,
  replace_key bytea,
  superseded_by uuid,
  -- one code per item of the version, in its order; null: not asked. No free text, ever.
  codes text[] not null,
  -- numbers by item
  numbers jsonb,
  foreign key (cycle_id, department_id) references appraisees,
  constraint a_sampled_case_has_its_stratum check (num_nulls(draw_id, unit_id, stratum, design_weight) in (0, 4))
);
create index answer_sheets_by_department on answer_sheets (cycle_id, department_id);
create unique index one_sheet_per_case on answer_sheets (draw_id, unit_id) where state in ('counted', 'quarantined') and unit_id is not null;
create unique index one_live_sheet_per_replace_key on answer_sheets (replace_key)
  where state in ('counted', 'quarantined') and replace_key is not null;

-- Free text of a sheet, sealed by the cycle's key.
create table sheet_opinions (
  id uuid primary key,
  sheet_id uuid not null references answer_sheets,
  cycle_id uuid not null references cycles,
  department_id uuid not null,
  questionnaire_id uuid not null references questionnaires,
  item text not null,
  channel text not null,
  text_sealed bytea not null,
  -- null: not asked. true: may be asked again next year whether it was put right
  consent boolean,
  state text not null constraint an_opinion_state_is_known check (state in ('received', 'coded', 'handed-over', 'withheld')),
  topics text[] not null default '{}',
  -- without what could identify anybody: what a department gets to see
  edited_sealed bytea,
  coded_at timestamptz,
  coded_by text,
  handed_over_at timestamptz,
  handed_over_by text,
  constraint an_item_has_one_opinion_per_sheet unique (sheet_id, item)
);
create index sheet_opinions_by_department on sheet_opinions (cycle_id, department_id, state);

-- Who sees what -----------------------------------------------------------------------------------------------------------

alter table questionnaires enable row level security;
alter table questionnaires force row level security;
-- Every department may see what everybody is asked about it; of hot topics its own only. Strangers are shown what is published.
create policy own_department on questionnaires
  using (department_id is null or app_sees_department(department_id)
    or coalesce(current_setting('app.scope', true), '') in ('none', 'filing'));
alter table questionnaire_versions enable row level security;
alter table questionnaire_versions force row level security;
create policy own_department on questionnaire_versions using (
  case coalesce(current_setting('app.scope', true), '')
    when 'all' then true
    when 'department' then department_id is null or app_sees_department(department_id)
    else state in ('published', 'retired')
  end
);
alter table questionnaire_comments enable row level security;
alter table questionnaire_comments force row level security;
create policy own_department on questionnaire_comments using (app_sees_department(department_id));
-- A department's own staff never sees answers: staff does, and the verb that files one (server/sheets sets the scope).
alter table answer_sheets enable row level security;
alter table answer_sheets force row level security;
create policy staff_and_filing on answer_sheets using (coalesce(current_setting('app.scope', true), '') in ('all', 'filing'));
alter table sheet_opinions enable row level security;
alter table sheet_opinions force row level security;
create policy staff_and_filing on sheet_opinions using (coalesce(current_setting('app.scope', true), '') in ('all', 'filing'));

grant select, insert, delete on questionnaires, questionnaire_versions, questionnaire_comments to pingyi_app;
grant update (state, revision, content, digest, return_reason, changed_at, changed_by, submitted_at, submitted_by, reviewed_at,
  reviewed_by, published_at, published_by, retired_at, retired_by) on questionnaire_versions to pingyi_app;
grant update (resolved_at, resolved_by) on questionnaire_comments to pingyi_app;
grant select, insert on answer_sheets, sheet_opinions to pingyi_app;
grant update (state, reasons, superseded_by) on answer_sheets to pingyi_app;
grant update (state, topics, edited_sealed, coded_at, coded_by, handed_over_at, handed_over_by) on sheet_opinions to pingyi_app;
