/** What the model of forms foretells for given machines, datasets and caches: closed forms. */
@NullMarked
package dev.sheaf.simulation.form;

import org.jspecify.annotations.NullMarked;
