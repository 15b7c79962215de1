/** Lines of a log, and spans. */
@NullMarked
package dev.sheaf.node.telemetry;

import org.jspecify.annotations.NullMarked;
