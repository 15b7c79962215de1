/** What is read, in which order and when: epochs of a training job, and traces of real systems. */
@NullMarked
package dev.sheaf.simulation.workload;

import org.jspecify.annotations.NullMarked;
