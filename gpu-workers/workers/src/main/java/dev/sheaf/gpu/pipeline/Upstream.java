package dev.sheaf.gpu.pipeline;

import dev.sheaf.actors.preparation.SharedBatches;
import dev.sheaf.actors.preparation.SharedBatches.Answer;
import dev.sheaf.actors.preparation.SharedBatches.Rows;
import dev.sheaf.actors.preparation.SharedBatches.Wanted;
import dev.sheaf.policies.ensemble.Convoy.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node from which a pipeline takes what it would prepare itself, as long as that goes well.
 *
 * <p>One that cannot be reached is left alone for a while; one that has left this node behind,
 * until the next epoch. Used by one thread.
 */
final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  /** As long as a connection may be silent: the other end answers within two seconds. */
  private static final long ANSWER_NANOS = Duration.ofSeconds(5).toNanos();

  /** It is asked again after so long. */
  private static final long LEAVE_ALONE_NANOS = Duration.ofSeconds(5).toNanos();

  private static final int NO_EPOCH = -1;

  private final String job;
  private final SharedBatches.Elsewhere elsewhere;
  private final SharedPipelines.Sharing sharing;
  private final long patienceNanos;
  private int aloneEpoch = NO_EPOCH;
  private boolean broken;
  private long brokenSince;
  private boolean waiting;
  private long waitingSince;

  /**
   * Another node.
   *
   * @param patienceNanos how long it may say that a batch is not there yet
   */
  Upstream(
      String job,
      SharedBatches.Elsewhere elsewhere,
      SharedPipelines.Sharing sharing,
      long patienceNanos) {
    this.job = job;
    this.elsewhere = elsewhere;
    this.sharing = sharing;
    this.patienceNanos = patienceNanos;
  }

  /** The same node for the same pipeline. */
  boolean is(SharedPipelines.Sharing other) {
    return sharing.preparer().equals(other.preparer());
  }

  /** True when this batch may be asked for. */
  boolean isOpen(Place place, long now) {
    return place.epoch() != aloneEpoch && !(broken && now - brokenSince < LEAVE_ALONE_NANOS);
  }

  /** Takes a batch; {@link Answer#ALONE} whenever it is for this node to prepare it. */
  Answer take(Place place, Consumer<Rows> look) {
    var now = System.nanoTime();
    Answer answer;
    try {
      var wanted = new Wanted(job, sharing.self(), place.epoch(), place.n());
      answer = elsewhere.take(sharing.preparer(), wanted, now + ANSWER_NANOS, look);
    } catch (IOException outOfReach) {
      LOG.info(
          "{} is prepared here, as {} does not give it: {}",
          job,
          sharing.preparer(),
          outOfReach.getMessage());
      breakOff(now);
      return Answer.ALONE;
    }
    switch (answer) {
      case GIVEN, EPOCH_OVER -> {
        waiting = false;
        broken = false;
      }
      case NOT_YET -> {
        if (!waiting) {
          waiting = true;
          waitingSince = now;
        } else if (System.nanoTime() - waitingSince > patienceNanos) {
          breakOff(System.nanoTime());
          return Answer.ALONE;
        }
      }
      case ALONE -> aloneEpoch = place.epoch();
    }
    return answer;
  }

  private void breakOff(long now) {
    waiting = false;
    broken = true;
    brokenSince = now;
  }
}
