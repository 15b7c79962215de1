package dev.sheaf.http.batch;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/** How many batches may be under way at once; one more is turned away at the door. */
public final class OpenReplies {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final int most;
  private final Semaphore places;

  /** A door with {@code most} places behind it. */
  public OpenReplies(int most) {
    this.most = most;
    this.places = new Semaphore(most);
  }

  /** A place; a problem {@code overloaded} when none is free. */
  public Place enter() {
    if (!places.tryAcquire()) {
      throw Problem.of(ProblemCode.OVERLOADED, most + " batches are under way already")
          .retryAfter(RETRY_AFTER)
          .exception();
    }
    return new Place();
  }

  /** Places that are free. */
  int free() {
    return places.availablePermits();
  }

  /** One batch's place. */
  public final class Place {
    private final AtomicBoolean left = new AtomicBoolean();

    /** Gives the place up; may be repeated. */
    public void leave() {
      if (left.compareAndSet(false, true)) {
        places.release();
      }
    }
  }
}
