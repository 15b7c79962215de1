/**
 * Experiments about the world itself: how links are shared, and what a trainer waits for.
 *
 * <p>They hold the world against closed forms, so that what is simulated in it can be believed.
 */
@NullMarked
package dev.sheaf.simulation.pipeline;

import org.jspecify.annotations.NullMarked;
