package dev.sheaf.policies.ledger;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeMap;
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

  private final EpochOrder order;
  private final TreeMap<Epoch, TreeMap<Integer, AssignedWindow>> windows = new TreeMap<>();

  Gateway(EpochOrder order) {
    this.order = order;
  }

  void take(List<AssignedWindow> pushed) {
    for (var window : pushed) {
      windows
          .computeIfAbsent(new Epoch(window.generation(), window.epoch()), e -> new TreeMap<>())
          .put(window.firstBatch(), window);
    }
  }

  /** What {@code rank} gets of batch {@code n}; null when the window is not here. */
  @Nullable RankIds batch(long generation, int epoch, int rank, int n, int ranks) {
    var ofEpoch = windows.getOrDefault(new Epoch(generation, epoch), new TreeMap<>());
    var found = ofEpoch.floorEntry(n);
    if (found == null || !found.getValue().covers(epoch, n)) {
      return null;
    }
    var window = found.getValue();
    var ids = order.ids(window);
    assertTrue(ids.matchCrc(), () -> "CRC of " + window);
    var replaced = window.replacements().stream().filter(each -> each.batch() == n).toList();
    return new RankStripes(order.spec().globalBatch(), ranks, order.spec().tail())
        .of(ids.batch(n), rank, replaced);
  }
}
