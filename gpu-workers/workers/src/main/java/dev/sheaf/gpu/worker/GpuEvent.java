package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.model.Predictions;
import dev.sheaf.wire.trainer.FromTrainer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker reports of its assignment; stays on the node. */
public sealed interface GpuEvent {
  /** The member's name. */
  String member();

  /**
   * The child runs and has its model.
   *
   * @param pid of the child's process
   * @param step training steps that its checkpoint had behind it
   */
  record Started(String member, String device, String engine, long pid, long parameters, long step)
      implements GpuEvent {}

  /**
   * A training step is done.
   *
   * @param step its number, from 1, over all epochs; a child that restarts repeats those after its
   *     checkpoint
   * @param ids the samples that it trained on
   */
  record Stepped(String member, int epoch, long step, List<Long> ids, double loss, StepTimes times)
      implements GpuEvent {
    /** An event that owns its list. */
    public Stepped {
      ids = List.copyOf(ids);
    }
  }

  /** From now on its batches are prepared for several members at once, or for it alone. */
  record Fed(String member, boolean shared) implements GpuEvent {}

  /** What the driver tells of the child's accelerator. */
  record Facts(String member, FromTrainer.Accelerator gpu) implements GpuEvent {}

  /** How long a step waited for data, and how long it computed. */
  record StepTimes(double waitMillis, double computeMillis) {}

  /** The child died and another goes on from the last checkpoint. */
  record Restarted(String member, Failure failure, int restart) implements GpuEvent {
    /** What went wrong. */
    public String reason() {
      return failure.reason();
    }
  }

  /**
   * An epoch is trained, a checkpoint written, and the held-out samples predicted.
   *
   * @param loss on the half of them that is fitted on
   * @param accuracy on the same half
   */
  record Scored(String member, int epoch, double loss, double accuracy, Pace pace)
      implements GpuEvent {}

  /** The first steps are done, and the member is saved. */
  record Profiled(String member, Pace pace) implements GpuEvent {}

  /** A checkpoint is written as it was asked for, and the worker is idle. */
  record Saved(String member) implements GpuEvent {}

  /** The child rests, as it was asked to; it keeps its state, after so many steps. */
  record Paused(String member, long step) implements GpuEvent {}

  /** The child was killed before it had saved: the last checkpoint is what there is. */
  record Killed(String member) implements GpuEvent {}

  /** How fast a member trains while it computes, and the share of time in which it waits. */
  record Pace(double imagesPerSecond, double waitShare) {}

  /** The member is trained, and has predicted the test samples if there are any. */
  record Trained(String member, @Nullable Predictions predictions) implements GpuEvent {}

  /** The member cannot be trained; the reason is for people. */
  record Failed(String member, Failure failure) implements GpuEvent {
    /** What went wrong. */
    public String reason() {
      return failure.reason();
    }
  }
}
