/**
 * Jobs over HTTP: submitted, watched, resumed, replayed, stopped; their losses and figures.
 *
 * <pre>
 *   POST /v1/jobs ─► JobForm (fields → JobSpec) ─Submit─► JobCoordinator ─► JobAnswers ─► JSON
 *   losses ─► LossLog (one file per job and epoch)
 * </pre>
 */
@NullMarked
package dev.sheaf.http.job;

import org.jspecify.annotations.NullMarked;
