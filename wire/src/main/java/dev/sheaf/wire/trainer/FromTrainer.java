package dev.sheaf.wire.trainer;

import java.nio.ByteBuffer;

/** What a child process tells the GPU worker that owns it. */
public sealed interface FromTrainer extends TrainerFrame {
  /**
   * The child runs and has opened the ring.
   *
   * @param device {@code cpu}, {@code cuda:0}, …
   * @param engine what computes, with its version
   * @param memoryBytes memory of the device
   */
  record Ready(String device, String engine, long memoryBytes) implements FromTrainer {}

  /**
   * The model is there.
   *
   * @param step training steps done so far
   * @param epoch epoch of the last batch trained on; 0 when it begins
   * @param below the batches below this one of that epoch are done
   * @param parameters how many numbers the model learns
   */
  record Loaded(long step, int epoch, int below, long parameters) implements FromTrainer {}

  /**
   * A training step is done.
   *
   * @param n its number, from 1, over all epochs
   * @param seq the slot's sequence number
   * @param loss mean cross-entropy of the batch, before the step
   * @param correct samples of the batch classified as labelled, before the step
   * @param imagesPerSecond of this step, waiting included
   * @param waitMillis the child waited so long for the batch or a lease
   * @param computeMillis the step took so long
   */
  record Step(
      long n,
      long seq,
      double loss,
      int correct,
      double imagesPerSecond,
      double waitMillis,
      double computeMillis)
      implements FromTrainer {}

  /**
   * The loss of each sample of a slot, before the step; comes before the slot's {@link Step}.
   *
   * @param seq the slot's sequence number
   * @param losses float32, little-endian, in the order of the slot
   */
  record SampleLosses(long seq, ByteBuffer losses) implements FromTrainer {
    /** Whole numbers only. */
    public SampleLosses {
      if (losses.remaining() % Float.BYTES != 0) {
        throw new IllegalArgumentException(
            "losses must be 4 bytes each but were " + losses.remaining() + " bytes");
      }
    }
  }

  /** {@code slots} more slots were released by this reader. */
  record Credit(int slots) implements FromTrainer {}

  /**
   * A checkpoint is on disk.
   *
   * @param path the file
   * @param step training steps done so far
   * @param epoch epoch of the last batch trained on
   * @param below the batches below this one of that epoch are done
   * @param sha256 of the file, in hex
   * @param sizeBytes of the file
   */
  record CheckpointDone(String path, long step, int epoch, int below, String sha256, long sizeBytes)
      implements FromTrainer {}

  /** How the model did on a slot. */
  record Evaluated(long seq, int count, int correct, double lossSum) implements FromTrainer {}

  /**
   * What the model says of a slot.
   *
   * @param probabilities float32, little-endian, {@code rows} × {@code classes}; each row adds up
   *     to 1
   */
  record Logits(long seq, int rows, int classes, ByteBuffer probabilities) implements FromTrainer {
    /** As many numbers as rows and classes say. */
    public Logits {
      if (rows < 0 || classes < 1 || probabilities.remaining() != 4L * rows * classes) {
        throw new IllegalArgumentException(
            "probabilities must be 4 × rows × classes bytes but were %d for %d × %d"
                .formatted(probabilities.remaining(), rows, classes));
      }
    }
  }

  /**
   * The process lives, whatever it does; said every second, from a thread of its own, by a child
   * that says it at all.
   */
  record Heartbeat() implements FromTrainer {}

  /** The lease is over; the state stays. */
  record Paused(long step) implements FromTrainer {}

  /**
   * The child cannot go on, and ends.
   *
   * @param kind what went wrong
   * @param retry true when a new child from the last checkpoint may do better
   * @param message names the value and the rule
   */
  record Failed(Kind kind, boolean retry, String message) implements FromTrainer {
    /** What can go wrong. */
    public enum Kind {
      /** The owner broke the protocol. */
      PROTOCOL,
      /** The ring is not as it should be: a checksum, a sequence number, a shape. */
      RING,
      /** The loss is no longer a finite number. */
      NOT_FINITE_LOSS,
      /** A checkpoint cannot be read, written, or does not fit the model. */
      CHECKPOINT,
      /** The specification cannot be carried out. */
      SPECIFICATION,
      /** The engine failed. */
      ENGINE
    }
  }

  /** The last frame: the child ends in good order. */
  record Bye(String reason) implements FromTrainer {}
}
