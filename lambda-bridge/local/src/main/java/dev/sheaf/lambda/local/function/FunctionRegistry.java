package dev.sheaf.lambda.local.function;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The functions that are deployed, by name. */
public final class FunctionRegistry {
  private final ConcurrentSkipListMap<String, FunctionConfig> functions =
      new ConcurrentSkipListMap<>();

  /** Deploys a function; false when there is one of that name. */
  public boolean add(FunctionConfig function) {
    return functions.putIfAbsent(function.name(), function) == null;
  }

  /** Replaces a function, unless it is gone. */
  public void replace(FunctionConfig function) {
    functions.replace(function.name(), function);
  }

  /** The function of that name. */
  public Optional<FunctionConfig> find(String name) {
    return Optional.ofNullable(functions.get(name));
  }

  /** Removes a function; false when there was none. */
  public boolean remove(String name) {
    return functions.remove(name) != null;
  }

  /** At most so many functions whose names come after this one, in the order of names. */
  public List<FunctionConfig> after(String name, int most) {
    return functions.tailMap(name, false).values().stream().limit(most).toList();
  }

  /** All functions, in the order of names. */
  public List<FunctionConfig> all() {
    return List.copyOf(functions.values());
  }
}
