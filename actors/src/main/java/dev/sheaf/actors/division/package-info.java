/**
 * The division of the cluster's memory among datasets.
 *
 * <pre>
 *   batches ─► StallMeter ─► (each second) DatasetConductor: a profile a job
 *              DatasetConductor ─► (every two seconds) MemoryDivider ─► its share
 * </pre>
 *
 * <p>There is one {@link dev.sheaf.actors.division.MemoryDivider} in the cluster, on any node, and
 * it keeps nothing: one that has moved knows all within seconds, and until then every conductor
 * keeps the share it has.
 */
@NullMarked
package dev.sheaf.actors.division;

import org.jspecify.annotations.NullMarked;
