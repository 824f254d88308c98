-- 短信链接: one-time codes for drawn persons. No code, no name, no number stands here, only keyed hashes of codes; when somebody
-- opened a link is not kept. And the column names of call rooms, remembered from one file of results to the next.

create table link_rounds (
  id uuid primary key,
  cycle_id uuid not null references cycles,
  draw_id uuid not null references draws,
  kind text not null,
  title text not null,
  organiser text not null,
  hotline text not null,
  verify_text text not null,
  -- what the message says, with {链接}; to those who have not answered, the reminder
  message text not null,
  reminder text not null,
  -- where people reach the pages: `https://host`
  link_base text not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  closed_at timestamptz,
  closed_by text,
  -- makes the codes again for an export; sealed by the cycle's key
  key_sealed bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  constraint a_round_closes_after_it_opens check (opens_at < closes_at),
  constraint a_closed_round_says_by_whom check ((closed_at is null) = (closed_by is null))
);
create index link_rounds_by_cycle on link_rounds (cycle_id);
create index link_rounds_by_draw on link_rounds (draw_id);

create table link_cases (
  round_id uuid not null references link_rounds,
  unit_id text not null,
  -- whom the person judges, and with which wording
  department_id uuid not null references departments,
  version_id uuid not null references questionnaire_versions,
  -- HMAC of the code under a key that is not in the database
  code_hash bytea not null constraint a_code_is_one_case unique,
  state text not null constraint a_link_state_is_known check (state in ('out', 'declined', 'void')),
  void_reason text,
  -- what was filled in so far, until it is sent in or the round is over
  draft_sealed bytea,
  primary key (round_id, unit_id),
  constraint a_void_link_has_its_reason check ((state = 'void') = (void_reason is not null)),
  constraint only_a_link_that_is_out_has_a_draft check (state = 'out' or draft_sealed is null)
);

-- Lists that were taken out for a message gateway.
create table link_exports (
  round_id uuid not null references link_rounds,
  number integer not null,
  which text not null constraint a_list_goes_to_all_or_reminds check (which in ('all', 'reminder')),
  format text not null,
  messages integer not null,
  -- cases without a mobile number: they got none
  unreachable integer not null,
  -- parts a gateway charges
  parts integer not null,
  reason text not null,
  exported_at timestamptz not null,
  exported_by text not null,
  primary key (round_id, number)
);

-- What a call room calls its columns: { head of the column: field or item }, empty: passed over.
create table fieldwork_mappings (
  cycle_id uuid not null references cycles,
  room text not null,
  columns jsonb not null,
  changed_at timestamptz not null,
  changed_by text not null,
  primary key (cycle_id, room)
);

-- Staff, and the pages of links themselves, which run as the house: never a department's own.
do $$
declare
  name text;
begin
  foreach name in array array['link_rounds', 'link_cases', 'link_exports', 'fieldwork_mappings'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy staff on %I using (coalesce(current_setting(''app.scope'', true), '''') = ''all'')', name);
  end loop;
end
$$;

grant select, insert on link_rounds, link_cases, link_exports to pingyi_app;
grant update (organiser, hotline, verify_text, message, reminder, closes_at, closed_at, closed_by) on link_rounds to pingyi_app;
grant update (state, void_reason, draft_sealed) on link_cases to pingyi_app;
grant select, insert, update, delete on fieldwork_mappings to pingyi_app;
