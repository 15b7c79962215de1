/** Jobs over several datasets that share one cache too small for all of them, in virtual time. */
@NullMarked
package dev.sheaf.simulation.division;

import org.jspecify.annotations.NullMarked;
