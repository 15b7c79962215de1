/**
 * The catalog: one event-sourced entity that knows every dataset, its versions, and the names of
 * jobs and ensembles.
 */
@NullMarked
package dev.sheaf.actors.catalog;

import org.jspecify.annotations.NullMarked;
