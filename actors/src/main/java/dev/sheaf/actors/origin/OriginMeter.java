package dev.sheaf.actors.origin;

import java.util.concurrent.atomic.LongAdder;

/** Counts what an origin was asked for; shared by all readers of a node. */
public final class OriginMeter {
  private final LongAdder gets = new LongAdder();
  private final LongAdder lists = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Counts one GET that moved {@code sizeBytes}. */
  public void countGet(long sizeBytes) {
    gets.increment();
    bytes.add(sizeBytes);
  }

  /** Counts one LIST request. */
  public void countList() {
    lists.increment();
  }

  /** GET requests so far. */
  public long gets() {
    return gets.sum();
  }

  /** LIST requests so far. */
  public long lists() {
    return lists.sum();
  }

  /** Bytes read so far. */
  public long bytes() {
    return bytes.sum();
  }
}
