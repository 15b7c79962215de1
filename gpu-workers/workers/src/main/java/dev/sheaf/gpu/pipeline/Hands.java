package dev.sheaf.gpu.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** So many threads that work for one: work is given out, and awaited by {@link #close}. */
final class Hands implements AutoCloseable {
  private final Semaphore free;
  private final boolean alone;
  private final List<Thread> working = new ArrayList<>();
  private volatile @Nullable RuntimeException broken;

  /** With one hand, who gives out work does it. */
  Hands(int hands) {
    this.free = new Semaphore(hands);
    this.alone = hands == 1;
  }

  /** Has some work done, as soon as a hand is free. */
  void give(Runnable work) throws InterruptedException {
    if (alone) {
      work.run();
      return;
    }
    free.acquire();
    working.add(
        Thread.startVirtualThread(() -> {
          try {
            work.run();
          } catch (RuntimeException failed) {
            broken = failed;
          } finally {
            free.release();
          }
        }));
  }

  /** Waits until all is done, whatever interrupts it: the work is on memory of the caller. */
  @Override
  public void close() {
    var interrupted = false;
    for (var each : working) {
      while (each.isAlive()) {
        try {
          each.join();
        } catch (InterruptedException later) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    var failed = broken;
    if (failed != null) {
      throw failed;
    }
  }
}
