/**
 * What a node counts, for Prometheus; {@link dev.sheaf.http.metrics.NodeFigures} is a port that the
 * node fills.
 */
@NullMarked
package dev.sheaf.http.metrics;

import org.jspecify.annotations.NullMarked;
