/**
 * Comparison: the same jobs, read from real nodes under one cache policy after the other, with what
 * each cost the origin.
 *
 * <pre>
 *   PolicyComparison ── a node per policy ──► PolicyRun ── a thread per job ──► ReadingJob ──HTTP──► node
 * </pre>
 */
@NullMarked
package dev.sheaf.node.comparison;

import org.jspecify.annotations.NullMarked;
