-- Points tables of an office’s own, and the right to empty evidence. A points table never changes: there is no right to change one.
create table points_tables (
  table_id text not null constraint a_points_table_id_is_plain check (table_id ~ '^[a-z][a-z0-9-]{1,39}$'),
  version integer not null constraint a_points_table_version_is_positive check (version > 0),
  name text not null,
  -- json, not jsonb: points as they were written, `87.5` or `175/2`
  points json not null,
  reason text not null,
  document text not null,
  decided_by text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  primary key (table_id, version)
);
grant select, insert on points_tables to pingyi_app;

-- Evidence of reviews is emptied when its cycle is erased: that it was filed stays known, with its digest.
grant update (content_sealed, file_name) on review_files to pingyi_app;
