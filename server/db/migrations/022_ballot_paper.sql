-- Paper forms of the leader evaluation (附件9–11): printed without any number, counted by style, entered by two people each.

-- SHA-256 of the paper's part of the evidence, once all piles are counted; stands on the board.
alter table ballot.polls add column paper_digest text;

-- One pile a style: however often forms are printed, all that come back are shuffled together.
create table ballot.paper_piles (
  cycle_id uuid not null references ballot.polls,
  style text not null,
  -- printed on every form of the style; tells forms of another poll apart, never two forms
  code text not null,
  printed integer not null,
  -- null: not yet noted
  handed_out integer,
  unused integer not null default 0,
  spoiled integer not null default 0,
  -- came back, shuffled and stamped 1 to this; null: not yet
  returned integer,
  state text not null default 'out'
    constraint a_pile_state_is_known check (state in ('out', 'entering', 'counted', 'discarded')),
  primary key (cycle_id, style),
  constraint forms_are_printed check (printed > 0),
  constraint no_more_forms_than_printed check (coalesce(handed_out, 0) + unused + spoiled <= printed),
  constraint no_more_forms_return_than_were_handed_out check (returned is null or returned between 0 and handed_out),
  constraint a_pile_is_stamped_before_it_is_entered check ((state = 'out') = (returned is null))
);

-- What clerks typed, by the number stamped after shuffling. Unlogged: it never reaches the write-ahead log or a base backup.
-- No time. Emptied when the piles are counted.
create unlogged table ballot.paper_entries (
  cycle_id uuid not null,
  style text not null,
  sequence integer not null,
  round integer not null constraint a_ballot_is_entered_in_three_rounds check (round between 1 and 3),
  clerk_id uuid not null,
  -- of the second round: not what the first says
  differs boolean not null,
  entry_sealed bytea not null,
  primary key (cycle_id, style, sequence, round),
  constraint three_people_enter_a_ballot unique (cycle_id, style, sequence, clerk_id)
);

grant select, insert, update, delete on ballot.paper_piles to pingyi_app;
grant select, insert, delete, truncate on ballot.paper_entries to pingyi_app;
