/**
 * Jobs: the coordinator that owns a job's ledger, and the desk at which a gateway serves batches.
 *
 * <pre>
 *   gateway ──NextBatch──► JobCoordinator ──Choose──► DatasetConductor
 *           ◄──Windows────     │ persist, then push
 * </pre>
 *
 * <p>A window is persisted before any of its batches is answered, then pushed to the gateways that
 * serve the job's ranks; they derive the ids themselves.
 */
@NullMarked
package dev.sheaf.actors.job;

import org.jspecify.annotations.NullMarked;
