/** The functions of the Lambda tier: which there are, what they hold, and how one is emptied. */
@NullMarked
package dev.sheaf.http.lambda;

import org.jspecify.annotations.NullMarked;
