/**
 * Forms: whether the bytes of a cache are spent on encoded, decoded or augmented samples.
 *
 * <pre>
 *   storage ─fetch─► encoded ─decode─► decoded ─augment─► augmented ─► GPU
 *                       E                  D                  A
 *   small, much work left ◄───────────────────────► large, no work left, stale after one use
 * </pre>
 *
 * <p>{@link dev.sheaf.policies.form.FormModel} says how fast a machine trains when the cache is
 * split in some way; {@link dev.sheaf.policies.form.FormSplits} looks for the best split.
 */
@NullMarked
package dev.sheaf.policies.form;

import org.jspecify.annotations.NullMarked;
