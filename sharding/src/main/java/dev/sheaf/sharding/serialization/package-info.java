/**
 * How control messages and events become bytes: CBOR by Jackson, without annotations in the
 * messages.
 *
 * <pre>
 *   Notice(Event event)  ──►  {"event": {"@type": "Opened", "index": 3}}
 * </pre>
 *
 * <p>Wherever a field's declared type is a sealed interface of Sheaf, the value carries the simple
 * name of its record under {@code @type}. A message as a whole needs none: Akka's manifest names
 * its class.
 */
@NullMarked
package dev.sheaf.sharding.serialization;

import org.jspecify.annotations.NullMarked;
