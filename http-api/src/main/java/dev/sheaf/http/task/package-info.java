/** The routes of preprocessing as tasks: a graph of stages over a dataset's rows, done once. */
@NullMarked
package dev.sheaf.http.task;

import org.jspecify.annotations.NullMarked;
