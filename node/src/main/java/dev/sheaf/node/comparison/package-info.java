/**
 * Comparison: the same jobs, read from a real node under one cache policy after the other, with
 * what each policy costs the origin.
 *
 * <pre>
 *   PolicyComparison ── a node per policy ──► PolicyRun ──► Schedule ── whose turn ──► ReadingJob ──HTTP──► node
 * </pre>
 *
 * <p>Jobs take their steps one after another, in the order and at the pace of a schedule: which job
 * is how far when does not depend on the machine, as long as it keeps up.
 */
@NullMarked
package dev.sheaf.node.comparison;

import org.jspecify.annotations.NullMarked;
