-- Number-segment tables (号段表): where the first seven digits of a mobile are at home. Facts about numbers, not about persons.

create table segment_tables (
  id uuid primary key,
  version integer generated always as identity constraint a_segment_table_has_its_own_version unique,
  -- of the table's lines, whatever file they came in
  digest text not null,
  segments integer not null constraint a_segment_table_is_not_empty check (segments > 0),
  file_name text not null,
  file_digest text not null,
  source_note text not null,
  -- rows that were left out and why: counts, and the first of each kind
  findings jsonb not null,
  -- area codes and cities; places: one number of two bytes a segment from 1300000 on, 1 + the index of its home, gzip
  homes text[] not null,
  places bytea not null,
  imported_by text not null,
  imported_at timestamptz not null,
  removed_by text,
  removed_at timestamptz,
  constraint a_removed_segment_table_says_by_whom check ((removed_by is null) = (removed_at is null))
);
grant select, insert on segment_tables to pingyi_app;
grant update (removed_by, removed_at) on segment_tables to pingyi_app;

-- Which table judged a filing and what it said; null: none was loaded.
alter table submissions add column segments jsonb;
grant update (segments) on submissions to pingyi_app;
