/**
 * Bad input for every parser: what a broken or ill-meaning peer, client or file could send.
 *
 * <pre>
 *   Target   good input, a parser, and what the parser may throw
 *     ├─ Fuzzing    changes good input by a seed: ./sheaf torture --fuzz N
 *     └─ (tests)    the same targets, and those behind closed doors, guided by coverage: Jazzer
 * </pre>
 */
@NullMarked
package dev.sheaf.node.fuzz;

import org.jspecify.annotations.NullMarked;
