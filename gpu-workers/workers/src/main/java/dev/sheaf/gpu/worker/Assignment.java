package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.pipeline.Feed;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.wire.trainer.FromTrainer;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is to train.
 *
 * @param member the member's name, for people
 * @param reading what it is trained with
 * @param recipe what is trained, and how
 * @param images how they are prepared
 * @param checkpoint file that is replaced at the end of every epoch
 * @param course how a member of an ensemble is trained; null for a job that is read to its end
 */
public record Assignment(
    String member,
    Reading reading,
    Recipe recipe,
    Images images,
    Path checkpoint,
    @Nullable Course course) {
  Assignment withGeneration(long generation) {
    return new Assignment(
        member, reading.withGeneration(generation), recipe, images, checkpoint, course);
  }

  /** The same with another checkpoint. */
  public Assignment from(Path other) {
    return new Assignment(member, reading, recipe, images, other, course);
  }

  /**
   * What it reads.
   *
   * @param job the job whose rank 0 it reads
   * @param generation the job's generation
   * @param epochs how many epochs the job has
   * @param batchSize most samples of a batch
   * @param losses true when the job wants the losses of its samples
   * @param testJob a job of one epoch whose samples are predicted at the end; null for none
   */
  public record Reading(
      String job,
      long generation,
      int epochs,
      int batchSize,
      boolean losses,
      @Nullable String testJob) {
    /** Of a model that is not trained but asked, {@code batchSize} samples at a time at most. */
    public static Reading nothing(int batchSize) {
      return new Reading("", 1, 1, batchSize, false, null);
    }

    /** What is left of it from a checkpoint on, for a reader that nobody was before. */
    Feed.Plan from(FromTrainer.Loaded loaded) {
      var consumer = UUID.randomUUID().toString();
      return new Feed.Plan(job, generation, 0, epochs, loaded.epoch(), loaded.below(), consumer);
    }

    private Reading withGeneration(long other) {
      return new Reading(job, other, epochs, batchSize, losses, testJob);
    }
  }

  /**
   * What is trained, and how.
   *
   * @param model what to train
   * @param training how
   * @param program what trains it
   * @param slots of its node that it trains on
   */
  public record Recipe(ModelSpec model, TrainingSpec training, Program program, int slots) {
    /** By the program that the model names, on one slot. */
    public Recipe(ModelSpec model, TrainingSpec training) {
      this(model, training, Program.named(model.architecture()), 1);
    }
  }

  /**
   * How images are prepared.
   *
   * @param size of the prepared images
   * @param augmentation of the training samples
   */
  public record Images(Augmentation.Size size, Augmentation augmentation) {}
}
