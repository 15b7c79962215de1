package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.gpu.pipeline.SharedPipelines;
import dev.sheaf.gpu.pipeline.SharedReader;
import dev.sheaf.policies.ensemble.BaggingWeight;
import dev.sheaf.wire.trainer.FromTrainer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a member of an ensemble goes through its epochs.
 *
 * <pre>
 *   training  all batches trained → closing: the checkpoint is written
 *   closing   written             → scoring: the held-out samples are predicted
 *   scoring   all predicted       → keeping: the best so far is copied aside
 *   keeping   kept                → Scored told; training the next epoch, or Trained
 *   any       save                → a checkpoint where there is something new, then Saved
 * </pre>
 */
final class Epochs {
  private final Run run;
  private final Course course;
  private final PaceMeter meter = new PaceMeter();

  /** The same for all epochs: a generation of a job has one reader of a rank. */
  private final String consumer = UUID.randomUUID().toString();

  private final @Nullable SharedReader group;
  private Stage stage = Stage.TRAINING;
  private boolean fed;
  private int epoch;
  private int steps;
  private boolean saving;

  private enum Stage {
    TRAINING,
    CLOSING,
    SCORING,
    KEEPING
  }

  Epochs(Run run, Course course, SharedPipelines pipelines) {
    this.run = run;
    this.course = course;
    this.group = group(run.assignment(), course, pipelines);
  }

  /** What this member reads with others; null where it is to read for itself. */
  private static @Nullable SharedReader group(
      Assignment assignment, Course course, SharedPipelines pipelines) {
    var job = course.sharedJob();
    return job == null
        ? null
        : pipelines.announce(
            new SharedPipelines.Order(
                job,
                course.heldOutReader(),
                assignment.reading().batchSize(),
                assignment.images().size()));
  }

  /** What this member reads with others is not for it any more. */
  void leave() {
    if (group != null) {
      group.close();
    }
  }

  /** How often each of these samples counts; nothing where each counts once. */
  ByteBuffer weights(List<Long> ids) {
    if (!course.bagging()) {
      return ByteBuffer.allocate(0);
    }
    var weights = ByteBuffer.allocate(ids.size());
    for (var id : ids) {
      weights.put((byte) BaggingWeight.of(course.seed(), run.member(), id));
    }
    return weights.flip();
  }

  String attempt() {
    return course.attempt();
  }

  /** Goes on where the checkpoint ends. */
  void begin(FromTrainer.Loaded loaded) {
    train(Math.min(loaded.epoch(), run.assignment().reading().epochs() - 1), loaded.below());
  }

  private void train(int which, int fromBatch) {
    var assignment = run.assignment();
    epoch = which;
    stage = Stage.TRAINING;
    run.start(
        new Feed.Plan(
            assignment.reading().job(),
            assignment.reading().generation(),
            0,
            which + 1,
            which,
            fromBatch,
            consumer),
        assignment.images().augmentation(),
        group);
  }

  /** All batches of the last epoch were trained on before; what comes after them is still due. */
  void close() {
    epoch = run.assignment().reading().epochs() - 1;
    stage = Stage.CLOSING;
    run.checkpoint();
  }

  void stepped(int images, double loss, GpuEvent.StepTimes times) {
    meter.add(images, loss, times);
    steps++;
    if (group != null && fed != group.isFed()) {
      fed = !fed;
      run.tell(new GpuEvent.Fed(run.member(), fed));
    }
    if (steps == course.profileSteps()) {
      run.save();
    }
  }

  /** All that was announced is done. */
  void proceed() {
    if (saving) {
      return;
    }
    if (stage == Stage.TRAINING) {
      stage = Stage.CLOSING;
      run.checkpoint();
    } else if (stage == Stage.SCORING) {
      stage = Stage.KEEPING;
      var end = new EpochEnd(run.assignment(), course, run.predicted());
      var worker = run.worker();
      var serial = run.serial();
      var ended = epoch;
      var pace = pace();
      Thread.ofVirtual()
          .name("keep-" + run.member())
          .start(() -> worker.tell(end.keep(serial, ended, pace)));
    }
  }

  void checkpointed() {
    if (saving) {
      saved();
    } else if (stage == Stage.CLOSING) {
      stage = Stage.SCORING;
      run.predict(new Feed.Plan(course.heldOutJob(), 1, 0, 1, 0, 0, course.heldOutReader()));
    }
  }

  void kept(GpuEvent.Scored score) {
    run.tell(score);
    if (saving) {
      return;
    }
    if (score.epoch() + 1 < run.assignment().reading().epochs()) {
      train(score.epoch() + 1, 0);
    } else {
      run.end(new GpuEvent.Trained(run.member(), null));
    }
  }

  /**
   * Saves and ends.
   *
   * @param begun false when there is no child yet, or it has not been given anything
   */
  void save(boolean begun) {
    if (saving) {
      return;
    }
    saving = true;
    if (begun && stage == Stage.TRAINING) {
      run.checkpoint();
    } else if (stage != Stage.CLOSING) {
      saved();
    }
  }

  private void saved() {
    run.end(
        course.profileSteps() > 0
            ? new GpuEvent.Profiled(run.member(), pace())
            : new GpuEvent.Saved(run.member()));
  }

  private GpuEvent.Pace pace() {
    return new GpuEvent.Pace(meter.imagesPerSecond(), meter.waitShare());
  }
}
