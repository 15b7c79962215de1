/**
 * Who may do what: pure rules, decided from a grant, a need and a name.
 *
 * <pre>
 *   token ─► Grant (tenant, scope) ─┬─ Need of the route ─► met, or not
 *                                   └─ name of a thing ───► seen, or as if it did not exist
 * </pre>
 *
 * <p>A name belongs to the tenant that stands before its first dot: {@code vision.cats} is of
 * {@code vision}. So nothing has to be looked up to know whose a thing is, names that are made of
 * others (a member's job, an ensemble's model) stay with their tenant, and a refusal cannot tell
 * whether a thing exists.
 */
@NullMarked
package dev.sheaf.policies.access;

import org.jspecify.annotations.NullMarked;
