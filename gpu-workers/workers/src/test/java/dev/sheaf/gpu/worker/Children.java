package dev.sheaf.gpu.worker;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The processes that this one has started. */
final class Children {
  private static final int PATIENCE_SECONDS = 60;

  private Children() {}

  static void awaitOne() {
    while (ProcessHandle.current().children().findAny().isEmpty()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** A trainer that still writes its checkpoint would do so into a folder that is being removed. */
  static void awaitNone() throws Exception {
    for (var child : ProcessHandle.current().children().toList()) {
      child.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
