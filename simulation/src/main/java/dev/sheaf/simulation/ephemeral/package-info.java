/** Ephemeral storage in virtual time: jobs come with hints and go; nodes are added and drained. */
@NullMarked
package dev.sheaf.simulation.ephemeral;

import org.jspecify.annotations.NullMarked;
