/** Ensembles: how the predictions of several members become one. */
@NullMarked
package dev.sheaf.policies.ensemble;

import org.jspecify.annotations.NullMarked;
