/**
 * What reading costs at least: the bounds that no policy can beat, to put beside what was achieved.
 */
@NullMarked
package dev.sheaf.policies.economics;

import org.jspecify.annotations.NullMarked;
