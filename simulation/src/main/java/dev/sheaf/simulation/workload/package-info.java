/** What is asked of the simulated system: recorded and made-up reads. */
@NullMarked
package dev.sheaf.simulation.workload;

import org.jspecify.annotations.NullMarked;
