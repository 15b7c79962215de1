/**
 * Ensembles: members that are trained together, and answer as one.
 *
 * <pre>
 *   POST /v1/ensembles ──Submit──► EnsembleCoordinator ──SlotCommand──► the keeper of a node's slots
 *                                        ▲                                        │
 *                                        └────────────── SlotReport ──────────────┘
 * </pre>
 *
 * <p>The coordinator decides by its book and owns no process; a keeper owns trainers and decides
 * nothing. Both say again what was not noted, so that either may die: reports go to the entity,
 * which wakes it wherever it lives then.
 */
@NullMarked
package dev.sheaf.actors.ensemble;

import org.jspecify.annotations.NullMarked;
