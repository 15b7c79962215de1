/**
 * The node's package store: one off-heap arena, pages, versioned slots and leases.
 *
 * <pre>
 *   reserve ─► fill ─► publish ─► lease … release ─► doom ─► (last lease ends) ─► free
 * </pre>
 */
@NullMarked
package dev.sheaf.actors.store;

import org.jspecify.annotations.NullMarked;
