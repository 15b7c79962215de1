/**
 * Protocols and behaviours, the node's package store and the reading pipeline; and the ports by
 * which the modules above meet without seeing one another.
 */
@NullMarked
package dev.sheaf.actors;

import org.jspecify.annotations.NullMarked;
