/**
 * Origins: where sample bytes lastingly are. files and S3 stores, told apart by the scheme of an
 * address. A file origin can emulate an object store.
 */
@NullMarked
package dev.sheaf.node.origin;

import org.jspecify.annotations.NullMarked;
