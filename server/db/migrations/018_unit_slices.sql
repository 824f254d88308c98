-- Persons of a list in slices: ids and coarse attributes of thousands in one row, because a row and its keys for each of a million
-- persons cost eleven times as much. Readers go on seeing one row a person.

-- What earlier releases kept, one row a person; nothing is added to it any more.
alter table frame_units rename to frame_unit_rows;
alter table frame_unit_indexes rename to frame_unit_index_rows;
revoke insert on frame_unit_rows, frame_unit_index_rows from pingyi_app;

-- Consecutive usable persons of a submission, from the first ordinal to the last. That an id stands once in a submission is
-- proven where the ids are made.
create table frame_unit_slices (
  frame_id uuid not null,
  submission_id uuid not null,
  department_id uuid not null,
  first_ordinal integer not null,
  last_ordinal integer not null,
  unit_ids text[] not null,
  genders text[] not null,
  cities text[] not null,
  -- blind indexes of 16 bytes, and whose they are
  index_ordinals integer[] not null,
  person_indexes uuid[] not null,
  primary key (submission_id, first_ordinal),
  constraint a_slice_has_all_its_persons check (
    last_ordinal >= first_ordinal
    and cardinality(unit_ids) = last_ordinal - first_ordinal + 1
    and cardinality(genders) = cardinality(unit_ids) and cardinality(cities) = cardinality(unit_ids)
    and cardinality(person_indexes) = cardinality(index_ordinals)),
  constraint a_slice_has_every_id check (array_position(unit_ids, null) is null)
);
-- Keyed digests do not compress.
alter table frame_unit_slices
  alter column unit_ids set storage external,
  alter column person_indexes set storage external;

create trigger a_slice_belongs_to_a_submission after insert on frame_unit_slices
  referencing new table as added for each statement execute function units_belong_to_a_submission();
create or replace function units_take_all_with_them() returns trigger language plpgsql set enable_seqscan = off as $$
begin
  delete from frame_unit_index_rows where submission_id in (select distinct submission_id from gone);
  delete from frame_unit_blocks where submission_id in (select distinct submission_id from gone);
  return null;
end
$$;
create trigger a_slice_takes_its_blocks_with_it after delete on frame_unit_slices
  referencing old table as gone for each statement execute function units_take_all_with_them();

create view frame_units with (security_invoker = true) as
select s.frame_id, s.submission_id, s.department_id, s.first_ordinal - 1 + u.n::integer as ordinal, u.unit_id, u.gender, u.city,
  null::bytea as person_sealed
from frame_unit_slices s
cross join lateral unnest(s.unit_ids, s.genders, s.cities) with ordinality as u (unit_id, gender, city, n)
union all
select frame_id, submission_id, department_id, ordinal, unit_id, gender, city, person_sealed from frame_unit_rows;

create view frame_unit_indexes with (security_invoker = true) as
select s.submission_id, i.ordinal, uuid_send(i.person_index) as person_index, s.department_id
from frame_unit_slices s
cross join lateral unnest(s.index_ordinals, s.person_indexes) as i (ordinal, person_index)
union all
select submission_id, ordinal, person_index, department_id from frame_unit_index_rows;

grant select, insert, delete on frame_unit_slices to pingyi_app;
grant select on frame_units, frame_unit_indexes to pingyi_app;

alter table frame_unit_slices enable row level security;
alter table frame_unit_slices force row level security;
create policy own_department on frame_unit_slices using (app_sees_department(department_id));
