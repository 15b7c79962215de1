/** Models: predicting with them, and the store that keeps them where they are used. */
@NullMarked
package dev.sheaf.http.model;

import org.jspecify.annotations.NullMarked;
