package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A gateway: keeps the windows it was pushed or told, and computes ids from them itself. */
final class Gateway {
  private record Epoch(long generation, int epoch) implements Comparable<Epoch> {
    @Override
    public int compareTo(Epoch other) {
      var byGeneration = Long.compare(generation, other.generation);
      return byGeneration != 0 ? byGeneration : Integer.compare(epoch, other.epoch);
    }
  }

  private record Held(AssignedWindow window, WindowIds ids) {}

  private final IntFunction<EpochOrder> orders;
  private final TreeMap<Epoch, TreeMap<Integer, Held>> windows = new TreeMap<>();

  Gateway(IntFunction<EpochOrder> orders) {
    this.orders = orders;
  }

  void take(List<AssignedWindow> pushed) {
    for (var window : pushed) {
      windows
          .computeIfAbsent(new Epoch(window.generation(), window.epoch()), e -> new TreeMap<>())
          .compute(window.firstBatch(), (first, before) -> held(window, before));
    }
  }

  private Held held(AssignedWindow window, @Nullable Held before) {
    var same =
        before != null
            && before
                .ids
                .window()
                .withReplacements(List.of())
                .equals(window.withReplacements(List.of()));
    var ids = before != null && same ? before.ids : orders.apply(window.epoch()).ids(window);
    assertTrue(ids.matchCrc(), () -> "CRC of " + window);
    return new Held(window, ids);
  }

  /** What {@code rank} gets of batch {@code n}; null when the window is not here. */
  @Nullable RankIds batch(long generation, int epoch, int rank, int n, int ranks) {
    var ofEpoch = windows.getOrDefault(new Epoch(generation, epoch), new TreeMap<>());
    var found = ofEpoch.floorEntry(n);
    if (found == null || !found.getValue().window.covers(epoch, n)) {
      return null;
    }
    var window = found.getValue().window;
    var ids = found.getValue().ids;
    var replaced = window.replacements().stream().filter(each -> each.batch() == n).toList();
    var order = orders.apply(epoch);
    return new RankStripes(order.spec().globalBatch(), ranks, order.spec().tail())
        .of(ids.batch(n), rank, replaced);
  }
}
