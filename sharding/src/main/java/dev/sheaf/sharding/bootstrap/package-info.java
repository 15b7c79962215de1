/**
 * How a process becomes a member of the cluster and how it leaves.
 *
 * <pre>
 *   NodeSettings ──► NodeSystem.start ──► join seeds, or itself ──► Up ──► leave ──► gone
 * </pre>
 *
 * <p>Two fail-over profiles ship as files: {@code fast} (a dead node's entities answer elsewhere
 * after about 7 s) and {@code safe} (Akka's defaults, about 46 s).
 */
@NullMarked
package dev.sheaf.sharding.bootstrap;

import org.jspecify.annotations.NullMarked;
