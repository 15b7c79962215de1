/**
 * The fault suite: a real cluster of real processes, things that go wrong, and a checker.
 *
 * <pre>
 *   FaultPlan (pure, seeded) ──► Inflicting ──► processes, Links (TCP proxies between the nodes), StoreLink
 *   Load: trainers, probes, Mischief ──► Checker ──► TortureReport
 * </pre>
 *
 * <p>The plan decides and waits for nothing; what is done is done elsewhere. The checker knows only
 * what clients saw, the files that were written at the start, and the journal.
 */
@NullMarked
package dev.sheaf.node.torture;

import org.jspecify.annotations.NullMarked;
