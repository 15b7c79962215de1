package dev.sheaf.http.ephemeral;

import dev.sheaf.http.problem.Problem;
import dev.sheaf.http.problem.ProblemCode;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/** Heap for values on their way in or out; who finds none is told to come again. */
final class BodyRoom {
  private static final int KIB = 1 << 10;
  private static final int MOST_KIB = 128 << 10;
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Semaphore free = new Semaphore(MOST_KIB);

  /** Room that is given back when it is closed. */
  interface Taken extends AutoCloseable {
    @Override
    void close();
  }

  Taken take(long sizeBytes) {
    var kib = Math.toIntExact(sizeBytes / KIB + 1);
    if (!free.tryAcquire(kib)) {
      throw Problem.of(
              ProblemCode.OVERLOADED,
              "%d MiB of ephemeral values are on their way already".formatted(MOST_KIB / KIB))
          .retryAfter(SOON)
          .exception();
    }
    return () -> free.release(kib);
  }
}
