/**
 * Virtual shells: they run the books of {@code policies} as the live actors do, in virtual time.
 *
 * <pre>
 *   {@link dev.sheaf.simulation.shell.VirtualJob}  EpochLedger     asks, trains, says what it consumed
 *        │ choose, opened, finished                  ▲ offers
 *        ▼                                           │
 *   {@link dev.sheaf.simulation.shell.VirtualConductor}  DatasetBook
 *        │ hold, release
 *        ▼
 *   {@link dev.sheaf.simulation.shell.VirtualNodes}  PartitionBook, stores ── fetch ──► a supply
 * </pre>
 */
@NullMarked
package dev.sheaf.simulation.shell;

import org.jspecify.annotations.NullMarked;
