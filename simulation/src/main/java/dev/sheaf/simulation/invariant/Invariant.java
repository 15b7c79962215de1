package dev.sheaf.simulation.invariant;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something that must always hold.
 *
 * @param name such as {@code EveryRequestEnds}
 * @param check says what is wrong, or nothing
 */
public record Invariant(String name, Supplier<Optional<String>> check) {}
