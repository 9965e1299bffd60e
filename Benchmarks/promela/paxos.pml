/* Single-decree Paxos, as Lessons/consensus/Paxos.swift has it: 3 acceptors, 2 proposers, one ballot each.
 *
 * The same states: each acceptor's promise and vote; whether a proposer has begun, who has promised to it and the
 * highest vote that it was told of, what it proposes, who has accepted, what it has learned; and the messages in
 * transit, each of which arrives once. A proposer sends each message once to each acceptor and has one ballot, so a bit
 * for each is the same as a multiset; a promise's bits say which vote it carries. Proposer p's ballot is p + 1, its
 * value p + 1, so a vote is one number: the ballot times four, plus the value. An event here is an event there.
 */
#define P 2
#define A 3
#define QUORUM 2
#define BIT(p, a) (1 << (p * A + a))

byte promised[A];      /* ballots; 0 before any */
byte vote[A];          /* ballot * 4 + value; 0 before any */

bit begun[P];
byte promises[P];      /* who has promised, one bit each */
byte highest[P];       /* the highest vote that a promise told of */
byte value[P];         /* what it proposes; 0 before a quorum has promised */
byte accepts[P];       /* who has accepted, one bit each */
byte decision[P];      /* 0 before a quorum has accepted */

byte prepare, accept, accepted;  /* messages in transit, one bit for each proposer and acceptor */
byte promise[6];       /* promises in transit: 0 none, or 1 + the vote it tells of */

#define COUNT(set) ((set & 1) + ((set >> 1) & 1) + ((set >> 2) & 1))

#define PROPOSER(p) \
  :: d_step { !begun[p] -> begun[p] = 1; prepare = prepare | (7 << (p * A)) }

#define PAIR(p, a) \
  :: d_step { (prepare & BIT(p, a)) -> prepare = prepare & ~BIT(p, a); \
       if \
       :: p + 1 > promised[a] -> promised[a] = p + 1; promise[p * A + a] = 1 + vote[a] \
       :: else \
       fi } \
  :: d_step { promise[p * A + a] -> \
       if \
       :: value[p] == 0 -> \
         promises[p] = promises[p] | (1 << a); \
         if \
         :: promise[p * A + a] - 1 > highest[p] -> highest[p] = promise[p * A + a] - 1 \
         :: else \
         fi; \
         if \
         :: COUNT(promises[p]) == QUORUM -> \
           value[p] = (highest[p] -> (highest[p] & 3) : p + 1); accept = accept | (7 << (p * A)) \
         :: else \
         fi \
       :: else \
       fi; \
       promise[p * A + a] = 0 } \
  :: d_step { (accept & BIT(p, a)) -> accept = accept & ~BIT(p, a); \
       if \
       :: p + 1 >= promised[a] -> \
         promised[a] = p + 1; vote[a] = (p + 1) * 4 + value[p]; accepted = accepted | BIT(p, a) \
       :: else \
       fi } \
  :: d_step { (accepted & BIT(p, a)) -> accepted = accepted & ~BIT(p, a); \
       if \
       :: decision[p] == 0 -> \
         accepts[p] = accepts[p] | (1 << a); \
         if \
         :: COUNT(accepts[p]) == QUORUM -> decision[p] = value[p] \
         :: else \
         fi \
       :: else \
       fi }

#ifdef FLAT
active proctype system() {
end:
  do
  PROPOSER(0)
  PAIR(0, 0)
  PAIR(0, 1)
  PAIR(0, 2)
  PROPOSER(1)
  PAIR(1, 0)
  PAIR(1, 1)
  PAIR(1, 2)
  od
}
#else
/* An event belongs to the node where it happens, which makes no difference to the states. */
active [P] proctype proposer() {
end:
  do
  PROPOSER(_pid)
  PAIR(_pid, 0)
  PAIR(_pid, 1)
  PAIR(_pid, 2)
  od
}
#endif
