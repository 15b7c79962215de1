/**
 * Trained models that processes share: the tiers they are kept in, and which of them make room.
 *
 * <p>{@link dev.sheaf.policies.books.ModelBook} asks these; a {@link
 * dev.sheaf.policies.model.VictimChoice} never names a model in use, except {@link
 * dev.sheaf.policies.model.VictimsAsReleased}, which is there for comparison.
 */
@NullMarked
package dev.sheaf.policies.model;

import org.jspecify.annotations.NullMarked;
