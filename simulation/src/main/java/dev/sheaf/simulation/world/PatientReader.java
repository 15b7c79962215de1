package dev.sheaf.simulation.world;

import dev.sheaf.policies.retry.JitteredBackOff;
import dev.sheaf.simulation.kernel.Timeline;
import java.util.List;

/**
 * Reads from the origin, and asks again after a jittered wait when it is refused, until it is
 * served.
 */
public final class PatientReader {
  private final Timeline timeline;
  private final MeteredOrigin origin;
  private final JitteredBackOff backOff;
  private final long seed;
  private long requests;
  private long retries;

  /** A reader whose waits follow from its seed. */
  public PatientReader(
      Timeline timeline, MeteredOrigin origin, JitteredBackOff backOff, long seed) {
    this.timeline = timeline;
    this.origin = origin;
    this.backOff = backOff;
    this.seed = seed;
  }

  /** Reads so many bytes over these links; one of the two is called, once. */
  public void read(long sizeBytes, List<Link> path, Flow.Ends ends) {
    attempt(requests++, 0, sizeBytes, path, ends);
  }

  private void attempt(
      long request, int refusals, long sizeBytes, List<Link> path, Flow.Ends ends) {
    origin.get(
        sizeBytes,
        path,
        answer -> {
          switch (answer) {
            case SERVED -> ends.arrived().run();
            case BROKEN -> ends.broken().run();
            case REFUSED -> {
              retries++;
              timeline.after(
                  backOff.waitNanos(seed, request, refusals + 1),
                  () -> attempt(request, refusals + 1, sizeBytes, path, ends));
            }
          }
        });
  }

  /** How often a request was asked again. */
  public long retries() {
    return retries;
  }
}
