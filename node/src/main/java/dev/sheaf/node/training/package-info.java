/**
 * What trains on this node: its slots, the ensembles that use them, and the models that came of it.
 */
@NullMarked
package dev.sheaf.node.training;

import org.jspecify.annotations.NullMarked;
