/** Tests of who is let in. */
@NullMarked
package dev.sheaf.http.auth;

import org.jspecify.annotations.NullMarked;
