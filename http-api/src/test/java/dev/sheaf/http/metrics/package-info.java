/** What metrics are called, and what they count. */
@NullMarked
package dev.sheaf.http.metrics;

import org.jspecify.annotations.NullMarked;
