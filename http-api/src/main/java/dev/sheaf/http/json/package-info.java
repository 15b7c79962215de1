/**
 * JSON at the edge: bodies are read strictly and whole, field by field; a body's faults are told
 * all at once.
 */
@NullMarked
package dev.sheaf.http.json;

import org.jspecify.annotations.NullMarked;
