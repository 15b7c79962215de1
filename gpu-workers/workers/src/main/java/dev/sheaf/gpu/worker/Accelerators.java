package dev.sheaf.gpu.worker;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which process of a node uses which GPU: each new one that which the fewest use. */
final class Accelerators {
  /** Names the GPUs that a process sees. */
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

  private final Map<String, Integer> users = new HashMap<>();

  /** One of {@code gpus}, the first of those with the fewest users; empty where there is none. */
  synchronized Optional<String> take(List<String> gpus) {
    var least = gpus.stream().min(Comparator.comparing(gpu -> users.getOrDefault(gpu, 0)));
    least.ifPresent(gpu -> users.merge(gpu, 1, Integer::sum));
    return least;
  }

  /** One user less. */
  synchronized void giveBack(String gpu) {
    users.computeIfPresent(gpu, (name, count) -> count > 1 ? count - 1 : null);
  }
}
