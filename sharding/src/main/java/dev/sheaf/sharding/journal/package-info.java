/**
 * Where events are kept: an H2 file for one process, PostgreSQL for a cluster.
 *
 * <pre>
 *   JournalUrl ──► Journal.open: reach it, make the tables ──► Journal.config: one pool for Akka
 *                     └─► JournalException: what is wrong, and what to do about it
 * </pre>
 *
 * <p>Two writers of one entity are kept apart by the primary key (persistence id, sequence number):
 * the second one's write fails, its entity restarts and reads what the first one wrote.
 */
@NullMarked
package dev.sheaf.sharding.journal;

import org.jspecify.annotations.NullMarked;
