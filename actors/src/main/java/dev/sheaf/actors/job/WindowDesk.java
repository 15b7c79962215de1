package dev.sheaf.actors.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import dev.sheaf.actors.dataset.Manifests;
import dev.sheaf.actors.entity.Entities;
import dev.sheaf.actors.entity.EntityRefKey;
import dev.sheaf.actors.importance.SelectionFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node's desk: keeps the windows that coordinators pushed, computes ids from them, and asks when
 * it has none.
 *
 * <p>A question is repeated until its deadline: a coordinator that moves or restarts costs time, no
 * error. Questions may be repeated, so nothing is lost by that.
 */
public final class WindowDesk implements BatchDesk {
  private static final EntityRefKey<JobMessage> JOBS =
      new EntityRefKey<>(JobCommand.KIND, JobMessage.class);
  private static final Duration MOST_PATIENCE = Duration.ofSeconds(3);
  private static final Duration FLUSH = Duration.ofMillis(500);
  private static final int MOST_ASKED_AHEAD = 10_000;
  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ActorSystem<?> system;
  private final Entities entities;
  private final Manifests manifests;
  private final SelectionFiles selections;
  private final ActorRef<JobReply> inbox;
  private final Map<String, JobWindows> jobs = Collections.synchronizedMap(new LatestJobs());
  private final Map<Ahead, Long> askedAhead = new ConcurrentHashMap<>();
  private final DeliveryBoard deliveries = new DeliveryBoard();

  private record Ahead(String job, long generation, JobWindows.Next next) {}

  /** Jobs by name; those read longest ago are forgotten. */
  private static final class LatestJobs extends LinkedHashMap<String, JobWindows> {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 256;

    LatestJobs() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, JobWindows> eldest) {
      return size() > MOST;
    }
  }

  private WindowDesk(
      ActorSystem<?> system, Entities entities, Manifests manifests, SelectionFiles selections) {
    this.system = system;
    this.entities = entities;
    this.manifests = manifests;
    this.selections = selections;
    this.inbox = system.systemActorOf(inbox(this), "window-desk", Props.empty());
    system.scheduler().scheduleWithFixedDelay(FLUSH, FLUSH, this::flush, system.executionContext());
  }

  /** A desk of this node. */
  public static WindowDesk start(
      ActorSystem<?> system, Entities entities, Manifests manifests, SelectionFiles selections) {
    return new WindowDesk(system, entities, manifests, selections);
  }

  /** Takes what coordinators push. */
  private static Behavior<JobReply> inbox(WindowDesk desk) {
    return Behaviors.receiveMessage(reply -> {
      if (reply instanceof JobReply.Windows windows) {
        desk.take(windows);
      } else if (reply instanceof JobReply.JobIs ended) {
        // What is asked now is answered by the coordinator, which knows why.
        desk.jobs.remove(ended.spec().name());
      }
      return Behaviors.same();
    });
  }

  /** Keeps windows of a job that this desk has opened; a push of another one is not wanted. */
  private void take(JobReply.Windows windows) {
    var job = jobs.get(windows.spec().name());
    if (job != null) {
      job.take(windows);
    }
  }

  private JobWindows opened(JobReply.Windows windows) throws IOException {
    var spec = windows.spec();
    var table = manifests.open(spec.version()).table();
    var known = jobs.get(spec.name());
    if (known == null || !known.isOf(spec)) {
      known = new JobWindows(spec, table);
      jobs.put(spec.name(), known);
    }
    for (var chosen : windows.selections()) {
      if (!chosen.isEverything()) {
        known.select(chosen, selections.open(spec.name(), chosen.epoch(), chosen.bitmap(), table));
      }
    }
    known.take(windows);
    return known;
  }

  @Override
  public BatchAnswer batch(BatchKey key, String consumer, long deadlineNanos) {
    var job = jobs.get(key.job());
    if (job != null && job.isBound(key, consumer)) {
      var batch = job.batch(key);
      if (batch != null) {
        askAhead(job, key);
        return new BatchAnswer.Assigned(batch);
      }
    }
    return ask(
        key,
        deadlineNanos,
        replyTo ->
            new JobCommand.NextBatch(
                key.generation(), key.epoch(), key.rank(), key.n(), consumer, inbox, replyTo),
        consumer);
  }

  /** Asks for what comes next before somebody waits for it; the answer comes to the inbox. */
  private void askAhead(JobWindows job, BatchKey key) {
    var next = job.following(key);
    if (next == null) {
      return;
    }
    if (askedAhead.size() > MOST_ASKED_AHEAD) {
      askedAhead.clear();
    }
    var now = System.nanoTime();
    var asked = new Ahead(key.job(), key.generation(), next);
    var stamp =
        askedAhead.merge(asked, now, (old, fresh) -> fresh - old > RETRY_NANOS ? fresh : old);
    if (stamp == now) {
      entities
          .of(JOBS, key.job())
          .tell(
              new JobCommand.NextBatch(
                  key.generation(), next.epoch(), key.rank(), next.n(), "", inbox, inbox));
    }
  }

  @Override
  public BatchAnswer missing(BatchKey key, List<Long> ids, byte status, long deadlineNanos) {
    return ask(
        key,
        deadlineNanos,
        replyTo ->
            new JobCommand.Missing(key.generation(), key.epoch(), key.n(), ids, status, replyTo),
        "");
  }

  @Override
  public boolean part(String job, int below, long deadlineNanos) {
    while (deadlineNanos - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
      if (askOnce(job, deadlineNanos, replyTo -> new JobCommand.Part(below, replyTo)) != null) {
        return true;
      }
    }
    return false;
  }

  private BatchAnswer ask(
      BatchKey key,
      long deadlineNanos,
      Function<ActorRef<JobReply>, JobMessage> question,
      String consumer) {
    while (deadlineNanos - System.nanoTime() > 0 && !Thread.currentThread().isInterrupted()) {
      var reply = askOnce(key.job(), deadlineNanos, question);
      if (reply instanceof JobReply.Windows windows) {
        try {
          var job = opened(windows);
          job.bind(key, consumer);
          var batch = job.batch(key);
          if (batch != null) {
            return new BatchAnswer.Assigned(batch);
          }
        } catch (IOException noManifest) {
          return new BatchAnswer.Unavailable(RETRY_NANOS);
        }
      } else if (reply != null) {
        return new BatchAnswer.Otherwise(reply);
      }
    }
    return new BatchAnswer.Unavailable(RETRY_NANOS);
  }

  /** One question; null when it was not answered in time. */
  private @Nullable JobReply askOnce(
      String job, long deadlineNanos, Function<ActorRef<JobReply>, JobMessage> question) {
    var left = Duration.ofNanos(Math.max(1_000_000, deadlineNanos - System.nanoTime()));
    var patience = left.compareTo(MOST_PATIENCE) < 0 ? left : MOST_PATIENCE;
    RecipientRef<JobMessage> coordinator = entities.of(JOBS, job);
    try {
      return AskPattern.<JobMessage, JobReply>ask(
              coordinator, question::apply, patience, system.scheduler())
          .toCompletableFuture()
          .get();
    } catch (ExecutionException notAnswered) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void delivered(BatchKey key, Delivery delivery) {
    var job = jobs.get(key.job());
    var noted = job == null ? JobWindows.Noted.UNKNOWN : job.note(key);
    deliveries.add(key, delivery, noted);
  }

  @Override
  public List<JobPlace> places() {
    List<JobWindows> known;
    synchronized (jobs) {
      known = List.copyOf(jobs.values());
    }
    return known.stream().map(JobWindows::place).toList();
  }

  /** Sends what was counted to the coordinators; happens by itself twice a second. */
  public void flush() {
    deliveries
        .takeAll()
        .forEach((job, counted) ->
            counted.forEach(
                delivery -> entities.of(JOBS, job).tell(new JobCommand.Delivered(delivery))));
  }
}
