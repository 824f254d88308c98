-- 领导评价: an anonymous ballot. Its own schema; the box has a role of its own that sees nothing of the house, and the house sees
-- nothing of the box. Tables of the box have no time, no serial, no address, no foreign key, no link to the roll.

create schema ballot;
grant usage on schema ballot to pingyi_app, pingyi_ballot;

-- The office's side --------------------------------------------------------------------------------------------------------

create table ballot.polls (
  cycle_id uuid primary key references public.cycles,
  state text not null constraint a_poll_state_is_known check (state in ('preparing', 'rolled', 'voting', 'closed', 'counted')),
  settings jsonb not null,
  roll_digest text,
  public_key text,
  key_holders jsonb not null default '[]',
  -- canonical JSON, as published when voting opened
  poll text,
  poll_digest text,
  -- raters by style when the roll was closed
  due jsonb not null default '{}',
  closes_at timestamptz,
  -- the day of the last mixing at midnight, Beijing
  mixed_on date,
  constraint an_open_poll_is_published check (
    state in ('preparing', 'rolled') or (poll is not null and poll_digest is not null and public_key is not null and closes_at is not null))
);

create table ballot.raters (
  cycle_id uuid not null references ballot.polls,
  ordinal integer not null,
  style text not null,
  -- name, unit, post as JSON, sealed by the cycle's key
  person_sealed bytea not null,
  primary key (cycle_id, ordinal)
);

create table ballot.batches (
  cycle_id uuid not null references ballot.polls,
  number integer not null,
  style text not null,
  printed integer not null,
  spare integer not null,
  handed_out integer,
  primary key (cycle_id, number),
  constraint no_more_cards_are_handed_out_than_printed check (handed_out between 0 and printed),
  constraint spare_cards_are_of_the_printed_ones check (spare between 0 and printed)
);

-- Hashes of the public keys on the cards. Not the codes, and no link to a person.
create table ballot.cards (
  cycle_id uuid not null references ballot.polls,
  card_hash bytea not null,
  batch integer not null,
  style text not null,
  primary key (cycle_id, card_hash)
);

create table ballot.void_cards (
  cycle_id uuid not null references ballot.polls,
  card_hash bytea not null,
  reason text not null constraint a_card_is_voided_for_a_reason check (reason in ('unused', 'paper', 'damaged')),
  primary key (cycle_id, card_hash)
);

-- What the board shows: overwritten at each mixing, final at close.
create table ballot.boards (
  cycle_id uuid primary key references ballot.polls,
  size integer not null,
  root bytea not null,
  -- leaf hashes, sorted, one after the other
  leaves bytea not null,
  by_style jsonb not null,
  replaced integer
);

create table ballot.tallies (
  cycle_id uuid not null references ballot.polls,
  channel text not null constraint a_channel_is_screen_or_paper check (channel in ('screen', 'paper')),
  group_code text not null,
  unit_id uuid not null,
  counts jsonb not null,
  no_opinion integer not null,
  abstained integer not null,
  void integer not null,
  best integer not null,
  worst integer not null,
  primary key (cycle_id, channel, group_code, unit_id)
);

create table ballot.summaries (
  cycle_id uuid not null references ballot.polls,
  channel text not null constraint a_channel_of_a_summary_is_known check (channel in ('screen', 'paper')),
  group_code text not null,
  returned integer not null,
  valid integer not null,
  blank integer not null,
  void integer not null,
  nominating integer not null,
  nominations_void integer not null,
  primary key (cycle_id, channel, group_code)
);

-- The box ------------------------------------------------------------------------------------------------------------------

-- Ballots as they come. Unlogged: nothing of it reaches the write-ahead log. A crash empties it; raters' devices keep each ballot
-- until the board shows it.
create unlogged table ballot.inbox (
  cycle_id uuid not null,
  card_hash bytea not null,
  style text not null,
  revision integer not null,
  ballot bytea not null,
  primary key (cycle_id, card_hash)
);

-- Ballots after mixing.
create table ballot.box (
  cycle_id uuid not null,
  card_hash bytea not null,
  style text not null,
  revision integer not null,
  ballot bytea not null,
  primary key (cycle_id, card_hash)
);

-- Unfinished ballots, sealed by the card; the id is derived from the code and says nothing about the card's key.
create unlogged table ballot.drafts (
  cycle_id uuid not null,
  draft_id bytea not null,
  draft bytea not null,
  primary key (cycle_id, draft_id)
);

-- Grants -------------------------------------------------------------------------------------------------------------------

grant select, insert, update on ballot.polls, ballot.batches to pingyi_app;
grant select on ballot.boards to pingyi_app;
grant select, insert, delete on ballot.raters to pingyi_app;
grant update (style) on ballot.raters to pingyi_app;
grant select, insert on ballot.cards, ballot.void_cards to pingyi_app;
grant select, insert, delete on ballot.tallies, ballot.summaries to pingyi_app;

grant select (cycle_id, state, settings, poll, closes_at) on ballot.polls to pingyi_ballot;
grant select on ballot.cards, ballot.void_cards to pingyi_ballot;
grant select, insert, update, truncate on ballot.inbox, ballot.box to pingyi_ballot;
grant select, insert, update, delete on ballot.drafts to pingyi_ballot;
grant select, insert, update on ballot.boards to pingyi_ballot;
