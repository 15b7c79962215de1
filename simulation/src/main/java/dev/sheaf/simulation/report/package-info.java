/**
 * What people read of a simulation: numbers with as many digits as they are worth, one page of HTML
 * with charts, and the list of what was reproduced.
 *
 * <pre>
 *   trials ───► {@link dev.sheaf.simulation.report.Judgement}    what came of a figure that was expected
 * </pre>
 */
@NullMarked
package dev.sheaf.simulation.report;

import org.jspecify.annotations.NullMarked;
