/** What a node says of itself beside its figures: lines of its log, and spans. */
@NullMarked
package dev.sheaf.node.telemetry;

import org.jspecify.annotations.NullMarked;
