package dev.sheaf.gpu.worker;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.RecipientRef;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import dev.sheaf.actors.importance.LossSink;
import dev.sheaf.actors.job.JobMessage;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SampleDecoder;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import dev.sheaf.wire.trainer.FromTrainer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One slot: trains one member at a time in a child process of its own.
 *
 * <pre>
 *   idle      Train              → starting
 *   starting  ChildUp            → training, or resuming when the child took up a checkpoint
 *             ChildGone          → starting again, or idle and Failed
 *   resuming  JobSaid JobIs      → training with the new generation
 *   training  Step, EpochFed     → consumption told, checkpoint at the end of an epoch
 *             all steps done     → predicting, or idle and Trained
 *             ChildGone          → starting again from the last checkpoint
 *             Save, Evict        → a checkpoint, then idle and Saved; killed if it takes too long
 *             Pause              → paused: no lease after the step that runs; Resume → training
 *             Look               → killed when it stands still, then ChildGone
 *   predicting Logits, all there → idle and Trained
 * </pre>
 */
public final class GpuWorker extends AbstractBehavior<GpuCommand> {
  private static final int MOST_RESTARTS = 3;
  private static final Duration LOOK = Duration.ofMillis(500);

  /** A trainer says every second that it lives. */
  private static final long DEAD_NANOS = Duration.ofSeconds(10).toNanos();

  /** So long may a child that has to go write its checkpoint: it is gone after two seconds. */
  private static final Duration EVICTION = Duration.ofMillis(1_800);

  private final Ports ports;
  private final TimerScheduler<GpuCommand> timers;
  private final Home home;
  private final Nursery nursery = new Nursery();
  private @Nullable Run run;
  private long nextSerial;

  /**
   * What a worker needs of its node.
   *
   * @param trainers how what trains is started
   * @param source where batches come from
   * @param decoder decodes samples
   * @param jobs reaches the coordinator of a job by name
   * @param losses notes the losses of samples
   * @param pipelines prepare once what several members read
   * @param deadNanos a child that says that it lives is dead after so much silence
   */
  public record Ports(
      Trainers trainers,
      Feed.Source source,
      SampleDecoder decoder,
      Function<String, RecipientRef<JobMessage>> jobs,
      LossSink losses,
      SharedPipelines pipelines,
      long deadNanos) {
    /** Ports of a worker with the usual patience. */
    public Ports(
        Trainers trainers,
        Feed.Source source,
        SampleDecoder decoder,
        Function<String, RecipientRef<JobMessage>> jobs,
        LossSink losses,
        SharedPipelines pipelines) {
      this(trainers, source, decoder, jobs, losses, pipelines, DEAD_NANOS);
    }
  }

  /** A worker that is idle. */
  public static Behavior<GpuCommand> create(Ports ports) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new GpuWorker(context, timers, ports)));
  }

  private GpuWorker(
      ActorContext<GpuCommand> context, TimerScheduler<GpuCommand> timers, Ports ports) {
    super(context);
    this.ports = ports;
    this.timers = timers;
    timers.startTimerWithFixedDelay(new GpuCommand.Look(), LOOK);
    // Answers belong to the child that is there when they come; generations tell them apart.
    var jobAnswers =
        context.messageAdapter(JobReply.class, reply -> new GpuCommand.JobSaid(nextSerial, reply));
    this.home = new Home(context.getSelf(), jobAnswers);
  }

  @Override
  public Receive<GpuCommand> createReceive() {
    return newReceiveBuilder()
        .onAnyMessage(this::on)
        .onSignal(PostStop.class, stopped -> stopped())
        .build();
  }

  private Behavior<GpuCommand> on(GpuCommand command) {
    switch (command) {
      case GpuCommand.Train train -> begin(train);
      case GpuCommand.Save save -> {
        if (run != null) {
          run.save();
        }
      }
      case GpuCommand.Pause pause -> {
        if (run != null) {
          run.leave().pause();
        }
      }
      case GpuCommand.Resume resume -> {
        if (run != null) {
          run.leave().resume();
        }
      }
      case GpuCommand.Evict evict -> evict();
      case GpuCommand.Overdue(long serial) -> current(serial, GpuWorker::overdue);
      case GpuCommand.Look look -> {
        if (run != null && run.child() != null) {
          run.pulse().look(run.child(), System.nanoTime());
        }
      }
      case GpuCommand.Kept(long serial, GpuEvent.Scored score) ->
          current(serial, now -> now.kept(score));
      case GpuCommand.NotKept(long serial, String reason) ->
          current(serial, now -> now.fail(reason));
      case GpuCommand.Shutdown shutdown -> {
        return Behaviors.stopped();
      }
      case GpuCommand.ChildUp(TrainerChild child) -> up(child);
      case GpuCommand.ChildSaid(TrainerChild child, FromTrainer frame) ->
          current(child.serial(), now -> now.said(frame));
      case GpuCommand.ChildGone gone -> current(gone.serial(), now -> restart(now, gone));
      case GpuCommand.Filled(long serial, Feed.Prepared batch) ->
          current(serial, now -> now.filled(batch));
      case GpuCommand.EpochFed(long serial, int epoch, int batches) ->
          current(serial, now -> now.epochFed(epoch, batches));
      case GpuCommand.FeedEnded(long serial) -> current(serial, Run::feedEnded);
      case GpuCommand.FeedFailed(long serial, String reason) ->
          current(serial, now -> now.fail(reason));
      case GpuCommand.JobSaid(long serial, JobReply reply) ->
          current(serial, now -> now.jobSaid(reply));
    }
    if (run != null && run.over()) {
      end();
    }
    return this;
  }

  private void begin(GpuCommand.Train train) {
    if (run != null) {
      train
          .replyTo()
          .tell(
              new GpuEvent.Failed(
                  train.assignment().member(),
                  new Failure(
                      Failure.Kind.REFUSED,
                      "the slot is taken by "
                          + run.member()
                          + ": wait, or raise sheaf.gpu.slots")));
      return;
    }
    run = new Run(train.assignment(), train.replyTo(), ports, home, Life.FIRST);
    startChild(train.assignment());
  }

  /** A checkpoint, if it is written in time; the process is gone then, either way. */
  private void evict() {
    if (run != null) {
      timers.startSingleTimer(new GpuCommand.Overdue(run.serial()), EVICTION);
      run.save();
    }
  }

  private static void overdue(Run late) {
    if (late.child() != null) {
      late.pulse().kill(late.child(), "it did not write its checkpoint in time");
    }
    late.end(new GpuEvent.Killed(late.member()));
  }

  /** Starts a child on a thread of its own; what happens to it comes back as messages. */
  private void startChild(Assignment assignment) {
    var serial = ++nextSerial;
    var self = getContext().getSelf();
    current().serial(serial);
    Thread.startVirtualThread(() -> {
      try {
        var child = TrainerChild.start(serial, ports.trainers(), assignment);
        if (!nursery.add(child)) {
          child.close();
          return;
        }
        self.tell(new GpuCommand.ChildUp(child));
        var reason = child.listen(frame -> self.tell(new GpuCommand.ChildSaid(child, frame)));
        self.tell(new GpuCommand.ChildGone(serial, reason));
      } catch (IOException e) {
        self.tell(new GpuCommand.ChildGone(serial, String.valueOf(e.getMessage())));
      }
    });
  }

  private void up(TrainerChild child) {
    nursery.remove(child);
    if (run == null || run.serial() != child.serial()) {
      closeAside(child);
      return;
    }
    run.pulse().began(child, System.nanoTime());
    run.up(child);
  }

  private void restart(Run now, GpuCommand.ChildGone gone) {
    var restarts = now.restarts() + 1;
    var child = now.child();
    var failure =
        child == null
            ? new Failure(Failure.Kind.NO_START, gone.reason())
            : now.pulse().goneFor(gone.reason(), child.exitStatus());
    if (failure.kind().isFatal() || restarts > mostRestarts(now.assignment())) {
      now.fail(
          new Failure(
              failure.kind(), "the trainer of " + now.member() + " is gone: " + failure.reason()));
      return;
    }
    now.release(GpuWorker::closeAside);
    now.tell(new GpuEvent.Restarted(now.member(), failure, restarts));
    run = now.next(restarts);
    startChild(now.assignment());
  }

  private static int mostRestarts(Assignment assignment) {
    var course = assignment.course();
    return course == null ? MOST_RESTARTS : course.maxRestarts();
  }

  private void current(long serial, Consumer<Run> action) {
    if (run != null && run.serial() == serial) {
      action.accept(run);
    }
  }

  private Run current() {
    if (run == null) {
      throw new IllegalStateException("a run must have begun");
    }
    return run;
  }

  private Behavior<GpuCommand> end() {
    if (run != null) {
      run.release(GpuWorker::closeAside);
      run = null;
    }
    return this;
  }

  private Behavior<GpuCommand> stopped() {
    nursery.close().forEach(GpuWorker::closeAside);
    return end();
  }

  /** Closing waits for the process, which an actor must not. */
  private static void closeAside(TrainerChild child) {
    Thread.startVirtualThread(child::close);
  }
}
