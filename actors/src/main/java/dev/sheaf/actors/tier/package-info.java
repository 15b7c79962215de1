/**
 * Tiers: the places a package can be, in a chain from the fastest to the origin.
 *
 * <p>A read goes down the chain until a tier has the package; single flight sees to it that a
 * package is fetched once however many ask. Calls block, on virtual threads.
 */
@NullMarked
package dev.sheaf.actors.tier;

import org.jspecify.annotations.NullMarked;
