/** A node's part in ephemeral data: its shelf, opened by its settings, and its reports. */
@NullMarked
package dev.sheaf.node.ephemeral;

import org.jspecify.annotations.NullMarked;
