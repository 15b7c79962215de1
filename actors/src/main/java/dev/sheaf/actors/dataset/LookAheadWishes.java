package dev.sheaf.actors.dataset;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How far the nodes that read a dataset want it to be looked ahead: the most of what they say.
 *
 * <p>A node that reads says it every second. One that has fallen silent counts no more; when none
 * speaks, the default of the book counts. Where the settings name a number, nobody is heard.
 */
final class LookAheadWishes {
  /** The book's own default. */
  static final long DEFAULT = -1;

  private static final long HEARD_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final long fixedBytes;
  private final Map<String, Wish> wishes = new TreeMap<>();

  private record Wish(long bytes, long heardNanos) {}

  /** Wishes of nobody yet; those that come count when {@code fixedBytes} is less than 0. */
  LookAheadWishes(long fixedBytes) {
    this.fixedBytes = fixedBytes;
  }

  /** Notes what a node wants; true when that changes what counts. */
  boolean hear(String node, long bytes, long now) {
    var before = bytes();
    wishes.put(node, new Wish(bytes, now));
    return bytes() != before;
  }

  /** Forgets the nodes that are silent; true when that changes what counts. */
  boolean forget(long now) {
    var before = bytes();
    wishes.values().removeIf(wish -> now - wish.heardNanos() > HEARD_NANOS);
    return bytes() != before;
  }

  /** How far to look ahead. */
  long bytes() {
    return fixedBytes >= 0
        ? fixedBytes
        : wishes.values().stream().mapToLong(Wish::bytes).max().orElse(DEFAULT);
  }
}
