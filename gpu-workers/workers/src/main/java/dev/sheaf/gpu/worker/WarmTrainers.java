package dev.sheaf.gpu.worker;

import dev.sheaf.policies.ensemble.Program;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trainer processes that were started before anybody needed them: they have imported what they
 * need, have come in, and hold no model.
 *
 * <pre>
 *   starting ── came in ──► waiting ── a member of its kind begins ──► its member's
 *                              └── idle too long, one of another kind is due, closed ──► ended
 * </pre>
 *
 * <p>Whenever a member begins, one of its kind is started for the next, if none waits. There are
 * never more than the terms say; the one that has waited longest makes room.
 */
public final class WarmTrainers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WarmTrainers.class);

  private final Terms terms;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Set<Kind> coming = new HashSet<>();
  private boolean closed;

  /**
   * How many wait, and for how long.
   *
   * @param most at once; 0 = none
   * @param idle one that nobody took for so long is ended
   */
  public record Terms(int most, Duration idle) {
    /** None waits. */
    public static final Terms NONE = new Terms(0, Duration.ZERO);
  }

  /** What a process must be to be of use: the same program, on as many slots. */
  private record Kind(Program program, int slots) {
    static Kind of(Assignment assignment) {
      return new Kind(assignment.recipe().program(), assignment.recipe().slots());
    }

    /** A command has its member's folder and ring from the start. */
    boolean canWait() {
      return program.engine() != Program.Engine.COMMAND;
    }
  }

  /** One that waits, until it does so no more. */
  private record Waiting(Kind kind, Arrival arrival, CountDownLatch over) {
    void end() {
      over.countDown();
      arrival.close();
    }
  }

  /** Starts one process. */
  interface Starting {
    Arrival start() throws IOException;
  }

  WarmTrainers(Terms terms) {
    this.terms = terms;
  }

  /** One of the kind that an assignment needs, if one waits. */
  Optional<Arrival> take(Assignment assignment) {
    var kind = Kind.of(assignment);
    var dead = new ArrayList<Waiting>();
    Optional<Arrival> taken;
    synchronized (this) {
      waiting.stream().filter(each -> !each.arrival().isAlive()).forEach(dead::add);
      waiting.removeAll(dead);
      var found = waiting.stream().filter(each -> each.kind().equals(kind)).findFirst();
      found.ifPresent(waiting::remove);
      found.ifPresent(each -> each.over().countDown());
      taken = found.map(Waiting::arrival);
    }
    dead.forEach(Waiting::end);
    return taken;
  }

  /** A member has begun: the next of its kind shall find a process that waits. */
  void prepare(Assignment assignment, Starting starting) {
    var kind = Kind.of(assignment);
    var leaving = new ArrayList<Waiting>();
    synchronized (this) {
      if (closed
          || !kind.canWait()
          || coming.size() >= terms.most()
          || coming.contains(kind)
          || waiting.stream().anyMatch(each -> each.kind().equals(kind))) {
        return;
      }
      coming.add(kind);
      while (waiting.size() + coming.size() > terms.most()) {
        leaving.add(waiting.removeFirst());
      }
    }
    Thread.ofVirtual()
        .name("warm-trainer")
        .start(() -> {
          leaving.forEach(Waiting::end);
          start(kind, starting);
        });
  }

  private void start(Kind kind, Starting starting) {
    Arrival arrival;
    try {
      arrival = starting.start();
    } catch (IOException | RuntimeException notThere) {
      // A member that needs it finds out for itself.
      LOG.debug("no trainer waits: {}", notThere.toString());
      synchronized (this) {
        coming.remove(kind);
      }
      return;
    }
    var there = new Waiting(kind, arrival, new CountDownLatch(1));
    if (!keep(there)) {
      arrival.close();
      return;
    }
    try {
      if (there.over().await(terms.idle().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    if (forget(there)) {
      arrival.close();
    }
  }

  private synchronized boolean keep(Waiting there) {
    coming.remove(there.kind());
    if (!closed) {
      waiting.addLast(there);
    }
    return !closed;
  }

  /** True when it waited still. */
  private synchronized boolean forget(Waiting there) {
    return waiting.remove(there);
  }

  /** How many wait. */
  synchronized int count() {
    return waiting.size();
  }

  @Override
  public void close() {
    List<Waiting> left;
    synchronized (this) {
      closed = true;
      left = List.copyOf(waiting);
      waiting.clear();
    }
    left.forEach(Waiting::end);
  }
}
