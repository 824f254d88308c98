-- Blind issuance of the right to vote: invitations, issuing keys, answers. The office's side; the box sees the public keys only.

-- The issuing phase of a poll. A state, so that no clock can let a request in late.
create table ballot.issuings (
  cycle_id uuid primary key references ballot.polls,
  state text not null constraint an_issuing_state_is_known check (state in ('open', 'closed')),
  -- over all issuing keys; printed on every invitation
  digest text not null,
  closes_at timestamptz not null,
  -- by style, how many had changed to paper when the places were deleted; null before
  on_paper jsonb
);

create table ballot.issuing_keys (
  cycle_id uuid not null references ballot.polls,
  style text not null,
  modulus bytea not null,
  -- sealed by the cycle's key; destroyed when the phase closes
  private_sealed bytea,
  primary key (cycle_id, style)
);

-- One place of the roll each. Deleted when voting closes.
create table ballot.invitations (
  cycle_id uuid not null references ballot.polls,
  ordinal integer not null,
  style text not null,
  state text not null default 'open'
    constraint an_invitation_is_open_collected_or_for_paper check (state in ('open', 'collected', 'paper')),
  -- SHA-256 of the 128 bits of the code; null before one is made, and after the phase closed
  code_hash bytea,
  -- what was asked and answered, for the same request again; null after the phase closed
  blinded_hash bytea,
  blind_signature bytea,
  primary key (cycle_id, ordinal),
  constraint what_was_answered_was_collected check ((blinded_hash is null) = (blind_signature is null) and (blinded_hash is null or state = 'collected'))
);
create unique index one_invitation_a_code on ballot.invitations (cycle_id, code_hash);

-- All answers of a closed phase, without the places they went to. The same list for everybody.
create table ballot.credentials (
  cycle_id uuid not null references ballot.polls,
  style text not null,
  locator bytea not null,
  blind_signature bytea not null,
  primary key (cycle_id, style, locator)
);

grant select, insert, update on ballot.issuings, ballot.issuing_keys to pingyi_app;
grant select, insert, update, delete on ballot.invitations to pingyi_app;
grant select, insert on ballot.credentials to pingyi_app;
grant select (cycle_id, style, modulus) on ballot.issuing_keys to pingyi_ballot;
