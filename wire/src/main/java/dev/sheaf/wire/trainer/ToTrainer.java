package dev.sheaf.wire.trainer;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What a GPU worker tells its child process. Slots are those of the ring that Hello names. */
public sealed interface ToTrainer extends TrainerFrame {
  /**
   * The first frame; answered by {@link FromTrainer.Ready}.
   *
   * @param protocol {@link TrainerFrame#PROTOCOL}
   * @param ring path of the ring, below /proc
   * @param reader which of the ring's cursors is the child's
   */
  record Hello(int protocol, String ring, int reader) implements ToTrainer {}

  /**
   * Makes the model, or takes it up from a checkpoint; answered by {@link FromTrainer.Loaded}.
   *
   * @param model what to train
   * @param training how to train it
   * @param losses true when {@link FromTrainer.SampleLosses} are wanted before each step
   * @param checkpoint file to go on from; null to begin
   */
  record Load(ModelSpec model, TrainingSpec training, boolean losses, @Nullable String checkpoint)
      implements ToTrainer {}

  /** Allows {@code steps} more training steps. Without a lease batches wait in the ring. */
  record Lease(long steps) implements ToTrainer {
    /** A lease of at least one step. */
    public Lease {
      if (steps < 1) {
        throw new IllegalArgumentException("steps must be 1 or more but was " + steps);
      }
    }
  }

  /**
   * Trains on a slot; answered by {@link FromTrainer.Credit} and {@link FromTrainer.Step}.
   *
   * @param slot index of the slot
   * @param seq sequence number of what is in it
   * @param epoch the job's epoch
   * @param n number of the batch in the epoch; a checkpoint says that it is done with this one
   * @param weights uint8 a sample, in the order of the slot: how often its loss counts; none where
   *     each counts once
   */
  record Batch(int slot, long seq, int epoch, int n, ByteBuffer weights) implements ToTrainer {
    /** A batch whose samples all count once. */
    public Batch(int slot, long seq, int epoch, int n) {
      this(slot, seq, epoch, n, ByteBuffer.allocate(0));
    }
  }

  /**
   * Writes a checkpoint at the next boundary of a step; answered by {@link
   * FromTrainer.CheckpointDone}. The file is there whole or not at all.
   */
  record Checkpoint(String path) implements ToTrainer {}

  /**
   * Takes the accelerator away at the next boundary of a step.
   *
   * <p>Soft: ends the lease, keeps the state; answered by {@link FromTrainer.Paused}. Hard: ends
   * the process; answered by {@link FromTrainer.Bye}. Write a checkpoint first if one is wanted.
   * How long to wait before a kill is the owner's business.
   */
  record Preempt(Mode mode) implements ToTrainer {
    /** How much is taken away. */
    public enum Mode {
      /** The right to run. */
      SOFT,
      /** The process. */
      HARD
    }
  }

  /** Scores a slot without training; answered by {@link FromTrainer.Evaluated}. */
  record Eval(int slot, long seq) implements ToTrainer {}

  /** Asks for class probabilities of a slot; answered by {@link FromTrainer.Logits}. */
  record Predict(int slot, long seq) implements ToTrainer {}

  /** Ends the process; answered by {@link FromTrainer.Bye}. */
  record Stop() implements ToTrainer {}
}
