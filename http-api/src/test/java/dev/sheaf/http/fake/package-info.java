/**
 * Fakes behind the ports: entities that remember, samples that follow from their ids, streams that
 * can be held up. Nothing here is persisted, and no order is decided.
 */
@NullMarked
package dev.sheaf.http.fake;

import org.jspecify.annotations.NullMarked;
