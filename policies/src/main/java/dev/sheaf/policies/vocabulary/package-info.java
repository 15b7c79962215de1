/**
 * The nouns that every decision speaks of: datasets, packages, jobs and what a job asks for.
 *
 * <p>All of them are values: immutable, comparable by content, free of clocks and of I/O.
 */
@NullMarked
package dev.sheaf.policies.vocabulary;

import org.jspecify.annotations.NullMarked;
