/** The dashboard's files and events. */
@NullMarked
package dev.sheaf.http.dashboard;

import org.jspecify.annotations.NullMarked;
