/** What members have learned, in the forms in which it is compared and combined. */
@NullMarked
package dev.sheaf.gpu.model;

import org.jspecify.annotations.NullMarked;
