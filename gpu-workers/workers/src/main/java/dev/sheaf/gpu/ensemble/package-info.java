/**
 * Ensembles: members that are trained at the same time from one cache, and judged together.
 *
 * <pre>
 *   EnsembleRun ──Train──► GpuWorker (one a member) ──GpuEvent──► EnsembleRun ──► Watcher
 * </pre>
 */
@NullMarked
package dev.sheaf.gpu.ensemble;

import org.jspecify.annotations.NullMarked;
