/**
 * Who is let in when more is asked of a node than it can do: written rules over live counters.
 *
 * <pre>
 *   request ─► Claimant (tenant, job), bytes, patience
 *                 │
 *             Admissions ── Counters as they are now ──► AdmissionRule ─► Admitted | Refused
 *                 │                                       FirstCome     the baseline
 *                 └── Load of the node, of each job       FairShares    what nodes use
 * </pre>
 *
 * <p>Nothing is queued here: who is not let in is told when to come again, and why.
 */
@NullMarked
package dev.sheaf.policies.admission;

import org.jspecify.annotations.NullMarked;
