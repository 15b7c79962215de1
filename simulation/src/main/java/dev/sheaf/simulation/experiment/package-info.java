/**
 * Experiments and scenarios: what is simulated, with which parameters, and what is expected of it.
 *
 * <pre>
 *   scenario file ─► {@link dev.sheaf.simulation.experiment.Scenario} ─► cases × seeds
 *                                   │ parameters                  expectations │
 *                                   ▼                                          ▼
 *                       {@link dev.sheaf.simulation.experiment.Experiment} ─► measured ─► rows
 * </pre>
 *
 * <p>An experiment is code with a name; a scenario is a file that names an experiment, sets its
 * parameters, and says what a closed form or a paper expects, with source and tolerance.
 */
@NullMarked
package dev.sheaf.simulation.experiment;

import org.jspecify.annotations.NullMarked;
