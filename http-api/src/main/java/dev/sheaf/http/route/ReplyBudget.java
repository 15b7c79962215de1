package dev.sheaf.http.route;

import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of replies may wait on the heap, over all connections of a node. */
public final class ReplyBudget {
  private final long capacityBytes;
  private final AtomicLong usedBytes = new AtomicLong();

  /** A budget of {@code capacityBytes}, all of it free. */
  public ReplyBudget(long capacityBytes) {
    this.capacityBytes = capacityBytes;
  }

  /** Bytes that are taken now. */
  public long usedBytes() {
    return usedBytes.get();
  }

  boolean tryTake(long bytes) {
    if (usedBytes.addAndGet(bytes) <= capacityBytes) {
      return true;
    }
    usedBytes.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    usedBytes.addAndGet(-bytes);
  }
}
