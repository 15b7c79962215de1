/**
 * Preprocessing as tasks: what a graph of stages means, and which tasks it comes to.
 *
 * <pre>
 *   stages ──StageGraph──► chains (fused ops, cut where several use a result)
 *   wanted rows ──TaskPlan──► backwards to the rows that each chain and the source must give
 *               └──► tasks, each named by the hash of what it does to which rows
 * </pre>
 *
 * <p>The same ops on the same rows have the same name for ever, so that doing a task twice is
 * harmless, and doing it again is needless.
 *
 * <p><i>Sources:</i> gg (Fouladi et al., ATC 2019), Scanner (Poms et al., SIGGRAPH 2018), Sprocket
 * (Ao et al., SoCC 2018).
 */
@NullMarked
package dev.sheaf.policies.task;

import org.jspecify.annotations.NullMarked;
