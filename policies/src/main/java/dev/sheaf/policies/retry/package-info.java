/** How long to wait before asking again, when a store says that it is asked too often. */
@NullMarked
package dev.sheaf.policies.retry;

import org.jspecify.annotations.NullMarked;
