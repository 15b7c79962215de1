package dev.sheaf.simulation.world;

import java.util.ArrayList;
import java.util.List;

/**
 * Something that flows share and that carries so many bytes a second: one direction of a network
 * card, an uplink, the bandwidth of a function.
 */
public final class Link {
  /** The most that a link carries: 10 TB/s, far above any card, so that sums stay exact. */
  public static final long MOST_BYTES_PER_SECOND = 10_000_000_000_000L;

  final List<Flow> flows = new ArrayList<>();
  long capacityBytesPerSecond;
  long claimedBytesPerSecond;
  boolean touched;
  boolean wasShared;
  int visit;

  double residual;
  int unsettled;

  private final String name;
  private long endedBytes;

  Link(String name, long capacityBytesPerSecond) {
    this.name = name;
    this.capacityBytesPerSecond = checked(name, capacityBytesPerSecond);
  }

  static long checked(String name, long capacityBytesPerSecond) {
    if (capacityBytesPerSecond < 0 || capacityBytesPerSecond > MOST_BYTES_PER_SECOND) {
      throw new IllegalArgumentException(
          "the capacity of link %s must be 0..%d bytes a second but was %d"
              .formatted(name, MOST_BYTES_PER_SECOND, capacityBytesPerSecond));
    }
    return capacityBytesPerSecond;
  }

  /** Its name in reports. */
  public String name() {
    return name;
  }

  /** What it carries in a second; 0 while it is cut. */
  public long capacityBytesPerSecond() {
    return capacityBytesPerSecond;
  }

  /** How many flows cross it now. */
  public int flows() {
    return flows.size();
  }

  /** The whole bytes that crossed it: of flows that ended, and of those under way. */
  public long carriedBytes() {
    var carried = endedBytes;
    for (var flow : flows) {
      carried += flow.movedBytes();
    }
    return carried;
  }

  /** Whether its flows could together ask for more than it carries, so that they must share it. */
  boolean isShared() {
    return claimedBytesPerSecond > capacityBytesPerSecond;
  }

  void ended(long bytes) {
    endedBytes += bytes;
  }
}
