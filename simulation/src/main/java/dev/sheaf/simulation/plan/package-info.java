/**
 * The planner: what is the cheapest way to feed these jobs, and what would every other way cost?
 *
 * <pre>
 *   options ─► {@link dev.sheaf.simulation.plan.PlanQuestion} ─► CandidateGrid, FeedingModel, Plan (policies.economics)
 *                     │                                  │
 *                     └─► what if …? (the same search)   ├─► {@link dev.sheaf.simulation.plan.LambdaVerdict}
 *                                                        └─► {@link dev.sheaf.simulation.plan.Confirmation}: a short simulation
 * </pre>
 */
@NullMarked
package dev.sheaf.simulation.plan;

import org.jspecify.annotations.NullMarked;
