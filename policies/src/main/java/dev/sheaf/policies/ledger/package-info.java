/**
 * The ledger of a job: what is assigned and committed, and the order that follows from it.
 *
 * <pre>
 *   EpochLedger   decides: commands → events, effects, replies        (a book; knows no cache)
 *     Assignment, Consumption, MissingSamples, Resumption, Following  (one kind of command each)
 *   LedgerState   remembers; changed by events only
 *     EpochLog, WindowLog                                             (one epoch; packed windows)
 *   WindowAssigner + PackageOpening (Seeded, AtHand)  → the next AssignedWindow
 *   EpochOrder    window + package table → ids                        (pure)
 *   RankStripes   global batch of ids → what each rank gets           (pure)
 * </pre>
 *
 * <p>Exactly once per epoch holds by construction: a package is opened once, drawn from by a keyed
 * bijection and a cursor, and closed only when it is empty.
 */
@NullMarked
package dev.sheaf.policies.ledger;

import org.jspecify.annotations.NullMarked;
