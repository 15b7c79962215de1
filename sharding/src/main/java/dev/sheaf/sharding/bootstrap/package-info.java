/**
 * How a process becomes a member of the cluster and how it leaves.
 *
 * <pre>
 *   NodeSettings ──► NodeSystem.start ──► join seeds, those found, or itself ──► Up ──► leave ──► gone
 * </pre>
 *
 * <p>{@link Contacts} are nodes that are found by a name; nothing of that is loaded where there are
 * seeds.
 *
 * <p>Two fail-over profiles ship as files: {@code fast} (a dead node's entities answer elsewhere
 * after about 7 s) and {@code safe} (Akka's defaults, about 46 s).
 */
@NullMarked
package dev.sheaf.sharding.bootstrap;

import org.jspecify.annotations.NullMarked;
