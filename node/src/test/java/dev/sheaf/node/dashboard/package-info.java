/** The dashboard of a real node in a real browser. */
@NullMarked
package dev.sheaf.node.dashboard;

import org.jspecify.annotations.NullMarked;
