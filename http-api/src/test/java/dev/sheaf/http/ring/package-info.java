/** Tests of the rings and their door. */
@NullMarked
package dev.sheaf.http.ring;

import org.jspecify.annotations.NullMarked;
