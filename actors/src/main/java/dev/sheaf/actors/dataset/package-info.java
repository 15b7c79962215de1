/**
 * Datasets: manifests, the formats they are indexed from, and the conductor that says which
 * packages are worth keeping.
 *
 * <pre>
 *   job ──Join, Choose, Finished──► DatasetConductor ──Hold, Release──► CachePartition
 *       ◄──Offered, Unknown─────────
 * </pre>
 *
 * <p>The conductor decides no ids and is not in the batch path. While it is away, nodes keep what
 * they have and jobs open packages in seeded order.
 */
@NullMarked
package dev.sheaf.actors.dataset;

import org.jspecify.annotations.NullMarked;
