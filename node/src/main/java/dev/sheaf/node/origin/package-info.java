/**
 * Origins: where sample bytes lastingly are. Files now; a file origin can emulate an object store.
 */
@NullMarked
package dev.sheaf.node.origin;

import org.jspecify.annotations.NullMarked;
