package dev.sheaf.lambda.bridge.deploy;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The fleet that is wanted: so many functions, all alike.
 *
 * @param count how many; their numbers are 0 to {@code count - 1}
 * @param function what each is
 */
public record FleetSpec(FleetNames names, int count, FunctionSpec function) {
  /** At least one function. */
  public FleetSpec {
    if (count < 1) {
      throw new IllegalArgumentException("count must be at least 1 but was " + count);
    }
  }

  /** The functions' names, in order of their numbers. */
  public List<String> functions() {
    return IntStream.range(0, count).mapToObj(names::function).toList();
  }
}
