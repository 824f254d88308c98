-- Draws of every design: permanent seeds of populations, numbers made at random, and what a draw was placed beside.

-- A seed that several draws use, so that they can share people or avoid them. Its SHA-256 is published when it is made; the seed
-- itself stays sealed until it is retired and is public from then on.
create table permanent_seeds (
  id uuid primary key,
  name text not null constraint a_permanent_seed_has_its_own_name unique,
  commitment text not null constraint a_permanent_seed_is_made_once unique,
  seed_sealed bytea not null,
  created_at timestamptz not null,
  created_by text not null,
  seed text,
  retired_at timestamptz,
  retired_by text,
  retire_reason text,
  constraint a_retired_seed_is_public check ((seed is null) = (retired_at is null) and (seed is null) = (retired_by is null))
);

alter table draws
  add column permanent_seed_id uuid references permanent_seeds,
  -- random digits: numbers of lists and of earlier draws that are not drawn, as found at the lock
  add column excluded_sealed bytea,
  add column excluded_count integer,
  -- lists of other departments that keep persons this draw left out, as labels
  add column beside jsonb not null default '[]',
  drop constraint a_drawn_draw_has_its_manifest,
  add constraint a_drawn_draw_has_its_manifest check (
    state in ('designed', 'locked') or (manifest is not null and (seed is not null or permanent_seed_id is not null)));
create index draws_by_permanent_seed on draws (permanent_seed_id) where permanent_seed_id is not null;

-- Random digits: the number behind a unit of the draw.
create table draw_numbers (
  draw_id uuid not null references draws,
  unit_id text not null,
  number_sealed bytea not null,
  primary key (draw_id, unit_id)
);

grant select, insert on permanent_seeds, draw_numbers to pingyi_app;
grant update (seed, retired_at, retired_by, retire_reason) on permanent_seeds to pingyi_app;
alter table draw_numbers enable row level security;
alter table draw_numbers force row level security;
create policy staff_only on draw_numbers using (coalesce(current_setting('app.scope', true), '') = 'all');
