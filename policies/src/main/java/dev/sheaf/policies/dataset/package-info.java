/**
 * How a dataset is cut into packages: the package table and the layouts that make it.
 *
 * <p>Sample ids follow the packages: package {@code p} holds the ids {@code firstId(p)} up to
 * {@code firstId(p + 1) - 1}. The seeded permutation that decides which object becomes which id is
 * applied once, at indexing.
 */
@NullMarked
package dev.sheaf.policies.dataset;

import org.jspecify.annotations.NullMarked;
