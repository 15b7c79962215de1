package dev.sheaf.gpu.worker;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which process of a node uses which GPUs: each new one those which the fewest use. */
final class Accelerators {
  /** Names the GPUs that a process sees. */
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

  private static final String SEPARATOR = ",";

  private final Map<String, Integer> users = new HashMap<>();

  /**
   * So many of {@code gpus}, the first of those with the fewest users, as {@link #VARIABLE} names
   * them; all where there are not so many, empty where there is none.
   */
  synchronized Optional<String> take(List<String> gpus, int count) {
    var least =
        gpus.stream()
            .sorted(Comparator.comparing(gpu -> users.getOrDefault(gpu, 0)))
            .limit(count)
            .toList();
    least.forEach(gpu -> users.merge(gpu, 1, Integer::sum));
    return least.isEmpty() ? Optional.empty() : Optional.of(String.join(SEPARATOR, least));
  }

  /** One user less of each. */
  synchronized void giveBack(String taken) {
    for (var gpu : taken.split(SEPARATOR, -1)) {
      users.computeIfPresent(gpu, (name, count) -> count > 1 ? count - 1 : null);
    }
  }
}
