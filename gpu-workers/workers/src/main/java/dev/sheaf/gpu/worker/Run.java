package dev.sheaf.gpu.worker;

import akka.actor.typed.ActorRef;
import dev.sheaf.actors.job.JobCommand;
import dev.sheaf.actors.job.JobReply;
import dev.sheaf.gpu.model.Predictions;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedReader;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ToTrainer;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One child's life within an assignment: what it was fed, has done, and has to do. */
final class Run {
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

  private final GpuWorker.Ports ports;
  private final Home home;
  private final ActorRef<GpuEvent> replyTo;
  private final int restarts;
  private final Map<Long, Feed.Prepared> announced = new HashMap<>();
  private Assignment assignment;
  private long serial;
  private @Nullable TrainerChild child;
  private @Nullable Feed feed;
  private Predictions.@Nullable Gathering gathering;
  private final @Nullable Epochs epochs;
  private final Pulse pulse;
  private final Leave leave;
  private boolean feedEnded;
  private boolean over;

  Run(
      Assignment assignment,
      ActorRef<GpuEvent> replyTo,
      GpuWorker.Ports ports,
      Home home,
      Life life) {
    this.assignment = assignment;
    this.replyTo = replyTo;
    this.ports = ports;
    this.home = home;
    var course = assignment.course();
    this.epochs = course == null ? null : new Epochs(this, course, ports.pipelines());
    this.restarts = life.restarts();
    this.pulse = new Pulse(ports.deadNanos());
    this.leave = new Leave(life.paused());
  }

  /** The same assignment for another child, which rests if this one was to. */
  Run next(int restartsSoFar) {
    return new Run(assignment, replyTo, ports, home, new Life(restartsSoFar, leave.isPaused()));
  }

  Leave leave() {
    return leave;
  }

  Pulse pulse() {
    return pulse;
  }

  @Nullable TrainerChild child() {
    return child;
  }

  Assignment assignment() {
    return assignment;
  }

  String member() {
    return assignment.member();
  }

  int restarts() {
    return restarts;
  }

  long serial() {
    return serial;
  }

  void serial(long childSerial) {
    serial = childSerial;
  }

  boolean over() {
    return over;
  }

  void tell(GpuEvent event) {
    replyTo.tell(event);
  }

  void up(TrainerChild born) {
    child = born;
    var loaded = born.loaded();
    tell(
        new GpuEvent.Started(
            member(),
            born.ready().device(),
            born.ready().engine(),
            born.pid(),
            loaded.parameters(),
            loaded.step()));
    if (!leave.up(born)) {
      tell(new GpuEvent.Paused(member(), loaded.step()));
    }
    if (isFirst()) {
      train();
    } else {
      askToResume(loaded);
    }
  }

  /** A new generation from the checkpoint on: what came after it is trained on again. */
  private void askToResume(FromTrainer.Loaded loaded) {
    var life = epochs == null ? member() : epochs.attempt();
    var attempt = life + "-restart-" + restarts;
    tellJob(to -> new JobCommand.Resume(loaded.epoch(), loaded.below(), 1, attempt, to));
  }

  /** True when nobody can have read the job before. */
  private boolean isFirst() {
    return restarts == 0 && epochs == null;
  }

  void jobSaid(JobReply reply) {
    switch (reply) {
      case JobReply.JobIs is when feed == null && !isFirst() -> {
        assignment = assignment.withGeneration(is.generation());
        train();
      }
      case JobReply.StaleGeneration stale when stale.asked() == assignment.reading().generation() ->
          fail("another trainer has taken over " + assignment.reading().job());
      case JobReply.Refused refused -> fail(refused.detail());
      case JobReply.TooOld old ->
          fail("the checkpoint is older than epoch " + old.oldestEpoch() + ", the oldest kept");
      case JobReply.NotRunning ended when feed == null && epochs != null -> endedBefore(ended);
      case JobReply.NotRunning over when feed == null && restarts > 0 -> predictOrEnd();
      case JobReply.NoSuchJob none when feed == null && epochs != null -> askAgain();
      // Consumption was noted, or the job is over, which the feed hears as well.
      default -> {}
    }
  }

  /** Its job may have been submitted, and not have heard of it yet. */
  private void askAgain() {
    var loaded = born().loaded();
    Thread.ofVirtual()
        .name("resume-" + member())
        .start(() -> {
          LockSupport.parkNanos(ASK_AGAIN_NANOS);
          askToResume(loaded);
        });
  }

  private void endedBefore(JobReply.NotRunning ended) {
    if (ended.phase() == JobReply.Phase.FINISHED && epochs != null) {
      epochs.close();
    } else {
      fail(ended.reason());
    }
  }

  private void train() {
    var loaded = born().loaded();
    if (epochs != null) {
      epochs.begin(loaded);
      return;
    }
    var reading = assignment.reading();
    if (loaded.epoch() >= reading.epochs()) {
      predictOrEnd();
      return;
    }
    start(reading.from(loaded), assignment.images().augmentation(), null);
  }

  void start(Feed.Plan plan, Augmentation augmentation, @Nullable SharedReader group) {
    feedEnded = false;
    var size = assignment.images().size();
    var preparation = new Feed.Preparation(ports.decoder(), augmentation, size);
    var into = new Feed.Into(born().ring(), new Telling(home.worker(), serial));
    var started = new Feed(plan, ports.source(), into, preparation, group);
    feed = started;
    Thread.ofVirtual().name("feed-" + plan.job()).start(started);
  }

  void filled(Feed.Prepared batch) {
    var slot = batch.slot();
    announced.put(slot.seq(), batch);
    leave.send(
        born(),
        gathering == null
            ? new ToTrainer.Batch(
                slot.index(), slot.seq(), batch.epoch(), batch.n(), weights(batch.ids()))
            : new ToTrainer.Predict(slot.index(), slot.seq()));
  }

  private ByteBuffer weights(List<Long> ids) {
    return epochs == null ? ByteBuffer.allocate(0) : epochs.weights(ids);
  }

  void epochFed(int fed, int batches) {
    if (gathering == null && epochs == null) {
      born().send(new ToTrainer.Checkpoint(assignment.checkpoint().toString()));
    }
  }

  void feedEnded() {
    feedEnded = true;
    proceed();
  }

  void said(FromTrainer frame) {
    pulse.heard(System.nanoTime());
    switch (frame) {
      case FromTrainer.Step step -> stepped(step);
      case FromTrainer.SampleLosses losses -> tellLosses(losses);
      case FromTrainer.Credit credit -> born().ring().credited();
      case FromTrainer.Logits logits -> gathered(logits);
      case FromTrainer.Failed failed -> failedOrRetried(failed);
      case FromTrainer.CheckpointDone done when epochs != null -> epochs.checkpointed();
      case FromTrainer.Accelerator gpu -> tell(new GpuEvent.Facts(member(), gpu));
      case FromTrainer.Heartbeat beat -> pulse.beat(System.nanoTime());
      case FromTrainer.Paused(long step) -> {
        if (leave.isPaused()) {
          tell(new GpuEvent.Paused(member(), step));
        }
      }
      case FromTrainer.Ready _,
          FromTrainer.Loaded _,
          FromTrainer.CheckpointDone _,
          FromTrainer.Evaluated _,
          FromTrainer.Bye _ -> {}
    }
  }

  private void failedOrRetried(FromTrainer.Failed failed) {
    var failure = Failure.said(member(), failed);
    if (failure.kind().isFatal()) {
      fail(failure);
    } else {
      pulse.said(failure);
    }
  }

  private void stepped(FromTrainer.Step step) {
    leave.stepped();
    var batch = announced.remove(step.seq());
    if (batch == null) {
      return;
    }
    var times = new GpuEvent.StepTimes(step.waitMillis(), step.computeMillis());
    tell(new GpuEvent.Stepped(member(), batch.epoch(), step.n(), batch.ids(), step.loss(), times));
    var generation = assignment.reading().generation();
    tellJob(to -> new JobCommand.Consumed(generation, batch.epoch(), 0, batch.n() + 1, to));
    if (epochs != null) {
      epochs.stepped(batch.ids().size(), step.loss(), times);
    }
    proceed();
  }

  private void tellLosses(FromTrainer.SampleLosses told) {
    var batch = announced.get(told.seq());
    if (batch != null && gathering == null) {
      new Losses(ports.losses(), member()).tell(batch, told);
    }
  }

  private void gathered(FromTrainer.Logits logits) {
    var batch = announced.remove(logits.seq());
    if (batch == null || gathering == null) {
      return;
    }
    gathering.add(batch.ids(), batch.labels(), logits);
    proceed();
  }

  /** Goes on when everything that was announced is done. */
  private void proceed() {
    if (!feedEnded || !announced.isEmpty() || over) {
      return;
    }
    if (epochs != null) {
      epochs.proceed();
    } else if (gathering == null) {
      predictOrEnd();
    } else {
      end(new GpuEvent.Trained(member(), gathering.all()));
    }
  }

  /** Predicts the samples of a job instead of training on them. */
  void predict(Feed.Plan plan) {
    gathering = new Predictions.Gathering(assignment.recipe().model().classes());
    start(plan, Augmentation.NONE, null);
  }

  /** What was predicted; trains again from now on. */
  Predictions predicted() {
    var all = Objects.requireNonNull(gathering, "samples were predicted").all();
    gathering = null;
    return all;
  }

  /** Writes the checkpoint that another child would go on from. */
  void checkpoint() {
    born().send(new ToTrainer.Checkpoint(assignment.checkpoint().toString()));
  }

  /** Writes a checkpoint and ends, where it is a member of an ensemble. */
  void save() {
    if (feed != null) {
      feed.cancel();
    }
    if (epochs != null && !over) {
      epochs.save(child != null && feed != null);
    }
  }

  /** What an epoch left is kept. */
  void kept(GpuEvent.Scored score) {
    if (epochs != null && !over) {
      epochs.kept(score);
    }
  }

  void end(GpuEvent last) {
    tell(last);
    over = true;
  }

  ActorRef<GpuCommand> worker() {
    return home.worker();
  }

  private void predictOrEnd() {
    var testJob = assignment.reading().testJob();
    if (testJob == null) {
      end(new GpuEvent.Trained(member(), null));
      return;
    }
    predict(new Feed.Plan(testJob, 1, 0, 1, 0, 0, UUID.randomUUID().toString()));
  }

  void fail(String reason) {
    fail(new Failure(Failure.Kind.REFUSED, reason));
  }

  void fail(Failure failure) {
    if (!over) {
      end(new GpuEvent.Failed(member(), failure));
    }
  }

  /** Lets go of feed and child. */
  void release(Consumer<TrainerChild> close) {
    if (feed != null) {
      feed.cancel();
    }
    if (epochs != null) {
      epochs.leave();
    }
    if (child != null) {
      close.accept(child);
    }
  }

  private void tellJob(Function<ActorRef<JobReply>, JobCommand> word) {
    ports.jobs().apply(assignment.reading().job()).tell(word.apply(home.jobAnswers()));
  }

  private TrainerChild born() {
    if (child == null) {
      throw new IllegalStateException("the trainer of " + member() + " must be up");
    }
    return child;
  }
}
