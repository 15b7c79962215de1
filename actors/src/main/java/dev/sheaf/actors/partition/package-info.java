/**
 * Cache partitions: each carries out load, hold and release for its packages on the node where
 * their bytes are.
 *
 * <p>Partition of a package = hash(dataset version, index) mod partitions. A partition keeps no
 * bytes; the node's package store does.
 */
@NullMarked
package dev.sheaf.actors.partition;

import org.jspecify.annotations.NullMarked;
