package dev.sheaf.policies.eviction;

import dev.sheaf.policies.placement.Rendezvous.Node;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntToLongFunction;
import java.util.function.Supplier;

/** The item caches by the names that settings and scenarios use. */
public enum ItemPolicy {
  /** Belady's optimum. */
  BELADY("belady"),
  /** Second chance. */
  CLOCK("clock"),
  /** First in, first out. */
  FIFO("fifo"),
  /** Least frequently read, counted while held. */
  LFU("lfu"),
  /** Least frequently read, counted for ever. */
  LFU_FOR_EVER("lfu-for-ever"),
  /** Least recently read. */
  LRU("lru"),
  /** Fill with what comes first, and keep it. */
  MINIO("minio"),
  /** Fill with what the seed chooses, and keep it. */
  MINIO_SEEDED("minio-seeded"),
  /** A random victim. */
  RANDOM("random");

  private final String label;

  ItemPolicy(String label) {
    this.label = label;
  }

  /**
   * What is going to be read.
   *
   * @param items how many there are, numbered from 0
   * @param sizeBytes the size of an item
   * @param sequence every read to come; only the bound asks for it
   */
  public record Reads(int items, IntToLongFunction sizeBytes, Supplier<int[]> sequence) {}

  /** Its name. */
  public String label() {
    return label;
  }

  /** All names, in their order. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(ItemPolicy::label).toList();
  }

  /** The policy with this name. */
  public static ItemPolicy named(String label) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "the policy must be one of %s but was %s"
                    .formatted(String.join(", ", labels()), label)));
  }

  /** An empty cache; {@code seed} is what chance there is. */
  public ItemCache cache(Reads reads, long capacityBytes, long seed) {
    var items = reads.items();
    var unheard = ItemCache.Departures.UNHEARD;
    return switch (this) {
      case BELADY ->
          new FarthestNextUseCache(
              items,
              capacityBytes,
              unheard,
              FarthestNextUseCache.nextUses(reads.sequence().get(), items));
      case CLOCK -> new SecondChanceCache(items, capacityBytes, unheard);
      case FIFO -> new FirstInFirstOutCache(items, capacityBytes, unheard);
      case LFU ->
          new LeastFrequentlyReadCache(
              items, capacityBytes, unheard, LeastFrequentlyReadCache.Memory.WHILE_HELD);
      case LFU_FOR_EVER ->
          new LeastFrequentlyReadCache(
              items, capacityBytes, unheard, LeastFrequentlyReadCache.Memory.FOR_EVER);
      case LRU -> new LeastRecentlyReadCache(items, capacityBytes, unheard);
      case MINIO -> FillAndKeepCache.firstCome(items, capacityBytes);
      case MINIO_SEEDED -> {
        var stock = new PinnedShares.Stock(items, reads.sizeBytes(), capacityBytes);
        var alone = PinnedShares.byRendezvous(stock, List.of(new Node("alone", 1)), seed);
        yield FillAndKeepCache.pinned(alone, 0, capacityBytes);
      }
      case RANDOM -> new RandomVictimCache(items, capacityBytes, unheard, seed);
    };
  }

  /**
   * The hit ratio of one job that reads every item once an epoch in a new order; empty where no
   * closed form is known. That of FIFO, LFU and a random victim is for many items, and about {@code
   * 1 / items} off for few.
   *
   * @param items how many there are
   * @param held how many of them the cache holds
   * @param epoch the epoch from a cold cache, at least 2; only LFU differs from one to the next
   */
  public OptionalDouble expectedHits(int items, int held, int epoch) {
    var c = held / (double) items;
    return switch (this) {
      case BELADY, MINIO, MINIO_SEEDED -> OptionalDouble.of(ExpectedHits.fillAndKeep(c));
      case FIFO -> OptionalDouble.of(ExpectedHits.firstInFirstOut(c));
      case LFU -> OptionalDouble.of(ExpectedHits.leastFrequentlyRead(c, epoch));
      case LRU, LFU_FOR_EVER -> OptionalDouble.of(ExpectedHits.leastRecentlyReadOf(items, held));
      case RANDOM -> OptionalDouble.of(ExpectedHits.randomVictim(c));
      case CLOCK -> OptionalDouble.empty();
    };
  }
}
