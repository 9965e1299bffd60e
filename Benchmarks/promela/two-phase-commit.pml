/* Two-phase commit, as Lessons/transactions/TwoPhaseCommit.swift has it: N participants, messages form a set.
 *
 * The same states: a participant's phase, the coordinator's votes and decision, the messages sent. Atoll's
 * participants also have timers, which are a function of the phase. A message to a participant is a bit for all of
 * them, since the coordinator sends to all at once. Nothing here can happen that changes nothing.
 */
#ifndef N
#define N 7
#endif
#define ALL ((1 << N) - 1)

/* Phases: 0 working, 1 prepared, 2 committed, 3 aborted. Decisions: 0 none, 2 commit, 3 abort. */
byte phase[N];
short votes;           /* who is known to be prepared */
short prepared;        /* the messages "prepared" that were sent */
byte decision;
bit commit, abort;     /* the messages of the coordinator that were sent */

#define MEMBER(i) \
  :: d_step { i < N && phase[i] == 0 -> phase[i] = 1; prepared = prepared | (1 << i) } \
  :: d_step { i < N && phase[i] == 0 -> phase[i] = 3 } \
  :: d_step { i < N && decision == 0 && (prepared & (1 << i)) && !(votes & (1 << i)) -> votes = votes | (1 << i) } \
  :: d_step { i < N && commit && phase[i] != 2 -> phase[i] = 2 } \
  :: d_step { i < N && abort && phase[i] != 3 -> phase[i] = 3 }

#ifdef FLAT
active proctype system() {
end:
  do
  :: d_step { decision == 0 && votes == ALL -> decision = 2; commit = 1 }
  :: d_step { decision == 0 -> decision = 3; abort = 1 }
  MEMBER(0)
  MEMBER(1)
  MEMBER(2)
#if N > 3
  MEMBER(3)
  MEMBER(4)
#endif
#if N > 5
  MEMBER(5)
  MEMBER(6)
#endif
#if N > 7
  MEMBER(7)
#endif
#if N > 8
  MEMBER(8)
  MEMBER(9)
#endif
  od
}
#else
active proctype coordinator() {
end:
  do
  :: d_step { decision == 0 && votes == ALL -> decision = 2; commit = 1 }
  :: d_step { decision == 0 -> decision = 3; abort = 1 }
  od
}

active [N] proctype participant() {
end:
  do
  MEMBER((_pid - 1))
  od
}
#endif
