/**
 * Datasets over HTTP: registered, indexed in the background, listed and forgotten.
 *
 * <pre>
 *   PUT ─► DatasetDesk ─start─► DatasetIndexing (a port) ─entry─► Catalog
 *            │ indexing{done,total} ─► ready, or failed{problem}
 *   GET ◄────┘
 * </pre>
 */
@NullMarked
package dev.sheaf.http.dataset;

import org.jspecify.annotations.NullMarked;
