package dev.sheaf.lambda.local.fleet;

import dev.sheaf.policies.functions.Reclamation;
import dev.sheaf.policies.vocabulary.Draws;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes environments away as a model says, by the wall clock: the same model, seed and draws as in
 * the simulator's virtual time, though what it meets there depends on when calls come.
 */
public final class ReclaimClock implements AutoCloseable {
  private final Fleet fleet;
  private final Reclamation model;
  private final Draws chance;
  private final long startNanos = System.nanoTime();
  private final Thread thread;
  private volatile boolean closed;

  /** Begins now. */
  public ReclaimClock(Fleet fleet, Reclamation model, long seed) {
    this.fleet = fleet;
    this.model = model;
    this.chance = new Draws(seed, "reclaims");
    this.thread = Thread.ofVirtual().name("lambda-reclaims").start(this::run);
  }

  private void run() {
    var strike = model.after(0, chance);
    while (strike.isPresent() && !closed) {
      var next = strike.get();
      var left = next.atNanos() - (System.nanoTime() - startNanos);
      if (left > 0) {
        LockSupport.parkNanos(left);
        continue;
      }
      for (int i = 0; i < next.environments() && !closed; i++) {
        fleet.strike(chance);
      }
      strike = model.after(next.atNanos(), chance);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
