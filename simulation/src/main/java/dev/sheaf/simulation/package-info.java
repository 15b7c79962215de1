/** A discrete-event world that runs the decisions of {@code policies} unchanged in virtual time. */
@NullMarked
package dev.sheaf.simulation;

import org.jspecify.annotations.NullMarked;
