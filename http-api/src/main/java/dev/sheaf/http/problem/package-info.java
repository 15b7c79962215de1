/**
 * What a client is told when its request cannot be served: RFC 9457 problems, one registry of
 * codes.
 *
 * <p>{@link dev.sheaf.http.problem.ProblemCode} names every problem there is, with its status and
 * what to do about it. A handler throws {@link dev.sheaf.http.problem.ProblemException}; anything
 * else that it throws becomes {@code internal}, is logged, and tells the client nothing about it.
 */
@NullMarked
package dev.sheaf.http.problem;

import org.jspecify.annotations.NullMarked;
