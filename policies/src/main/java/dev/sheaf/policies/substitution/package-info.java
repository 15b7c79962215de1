/**
 * Substitution: which sample at hand is delivered in place of one that is not.
 *
 * <p>A substitute is always one that the epoch still owes, so nothing is lost and nothing comes
 * twice; {@code asReleased} shows what published code does instead.
 *
 * <table>
 *   <caption>The family</caption>
 *   <tr><td>{@link dev.sheaf.policies.substitution.Never}</td><td>the baseline</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.substitution.WithinUnread}</td><td>any sample at hand that the
 *     job has not read</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.substitution.Probing}</td><td>the same by asking for ten times
 *     too many, as published</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.substitution.UnreadMarkedAsAsked}</td><td>a published defect</td></tr>
 *   <tr><td>{@link dev.sheaf.policies.substitution.AmongLowImportance}</td><td>any sample of low
 *     importance that the job has not read</td></tr>
 * </table>
 */
@NullMarked
package dev.sheaf.policies.substitution;

import org.jspecify.annotations.NullMarked;
