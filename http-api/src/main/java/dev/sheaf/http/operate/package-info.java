/**
 * What an operator sees: the cluster, health, figures, the API's document and a status page.
 *
 * <p>{@link dev.sheaf.http.operate.Readiness} and {@link dev.sheaf.http.operate.NodeFigures} are
 * ports; the node fills them.
 */
@NullMarked
package dev.sheaf.http.operate;

import org.jspecify.annotations.NullMarked;
