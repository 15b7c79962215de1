/**
 * The composition root: reads settings, plays roles, wires modules that never see one another.
 *
 * <pre>
 *   cli ─► SheafNode ─► sharding (actors, journal) · store and reader · http-api · gpu workers
 * </pre>
 */
@NullMarked
package dev.sheaf.node;

import org.jspecify.annotations.NullMarked;
