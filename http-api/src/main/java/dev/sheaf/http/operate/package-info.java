/**
 * What an operator sees: the cluster, health, figures, the API's document.
 *
 * <p>{@link dev.sheaf.http.operate.Readiness} is a port that the node fills.
 */
@NullMarked
package dev.sheaf.http.operate;

import org.jspecify.annotations.NullMarked;
