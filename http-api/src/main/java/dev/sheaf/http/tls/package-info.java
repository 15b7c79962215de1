/**
 * TLS of the two servers, and of what nodes ask of one another: PEM files, read again when they
 * change.
 */
@NullMarked
package dev.sheaf.http.tls;

import org.jspecify.annotations.NullMarked;
