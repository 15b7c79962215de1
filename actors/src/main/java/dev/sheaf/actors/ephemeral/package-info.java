/**
 * Ephemeral data: what the steps of a job hand to one another, kept in the nodes' memory or on
 * their disks for as long as the job says.
 *
 * <pre>
 *   /v1/ephemeral ─► EphemeralKeeper (one in the cluster, journaled): what a job was promised, where
 *         └────────► EphemeralShelf (one a node): the bytes ── PackageStore's pages, files
 *   EphemeralReports ─ each second ─► the keeper: this node is there, it holds values of these jobs;
 *                                     back: which of them are over
 * </pre>
 *
 * <p>The keeper knows no key and no byte; which node has a key follows from the job ({@link
 * dev.sheaf.policies.ephemeral.EphemeralJob#ownerOf}). A shelf knows no job: what it holds of one
 * that is over goes with the next report, however the job ended.
 */
@NullMarked
package dev.sheaf.actors.ephemeral;

import org.jspecify.annotations.NullMarked;
