/* A token ring, as Lessons/consensus/TokenRing.swift has it: N nodes, one token.
 *
 * The same states: each node's phase, and to which node the token is on its way. Atoll's timers are a function of the
 * phase.
 */
#ifndef N
#define N 16
#endif

short waiting;         /* who waits for the token */
byte holder = N;       /* who is in the critical section; N where nobody is */
byte to = 1;           /* to whom the token is on its way; N where it is not */

#define NEXT(i) ((i + 1) % N)
#define MEMBER(i) \
  :: d_step { holder != i && !(waiting & (1 << i)) -> waiting = waiting | (1 << i) } \
  :: d_step { to == i && (waiting & (1 << i)) -> waiting = waiting & ~(1 << i); to = N; holder = i } \
  :: d_step { to == i && !(waiting & (1 << i)) -> to = NEXT(i) } \
  :: d_step { holder == i -> holder = N; to = NEXT(i) }

#ifdef FLAT
active proctype system() {
end:
  do
  MEMBER(0) MEMBER(1) MEMBER(2) MEMBER(3) MEMBER(4) MEMBER(5) MEMBER(6) MEMBER(7)
  MEMBER(8) MEMBER(9) MEMBER(10) MEMBER(11) MEMBER(12) MEMBER(13) MEMBER(14) MEMBER(15)
  od
}
#else
active [N] proctype member() {
end:
  do
  MEMBER(_pid)
  od
}
#endif
