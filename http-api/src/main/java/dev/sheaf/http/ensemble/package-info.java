/**
 * Ensembles over HTTP: a spec in YAML or JSON, read with its lines; how the ensemble is; what it
 * predicts.
 *
 * <pre>
 *   body ─► SpecReader (a tree with lines) ─► EnsembleForm (an EnsembleSpec, or what is wrong where)
 * </pre>
 */
@NullMarked
package dev.sheaf.http.ensemble;

import org.jspecify.annotations.NullMarked;
