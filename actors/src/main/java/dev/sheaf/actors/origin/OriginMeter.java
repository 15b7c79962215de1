package dev.sheaf.actors.origin;

import java.util.concurrent.atomic.LongAdder;

/** Counts what an origin was asked for; shared by all readers of a node. */
public final class OriginMeter {
  private final LongAdder gets = new LongAdder();
  private final LongAdder lists = new LongAdder();
  private final LongAdder puts = new LongAdder();
  private final LongAdder throttles = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** Counts one GET that moved {@code sizeBytes}. */
  public void countGet(long sizeBytes) {
    gets.increment();
    bytes.add(sizeBytes);
  }

  /** Counts bytes of a GET that is counted already. */
  public void countBytes(long sizeBytes) {
    bytes.add(sizeBytes);
  }

  /** Counts one PUT request. */
  public void countPut() {
    puts.increment();
  }

  /** Counts one answer that asked for fewer requests. */
  public void countThrottle() {
    throttles.increment();
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

  /** PUT requests so far. */
  public long puts() {
    return puts.sum();
  }

  /** Answers so far that asked for fewer requests; a control loop halves its readers on them. */
  public long throttles() {
    return throttles.sum();
  }

  /** Bytes read so far. */
  public long bytes() {
    return bytes.sum();
  }
}
