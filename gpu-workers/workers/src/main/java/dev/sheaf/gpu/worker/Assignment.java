package dev.sheaf.gpu.worker;

import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.policies.ensemble.Program;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a worker is to train.
 *
 * @param member the member's name, for people
 * @param job the job whose rank 0 it reads
 * @param generation the job's generation
 * @param epochs how many epochs the job has
 * @param batchSize most samples of a batch
 * @param model what to train
 * @param training how
 * @param size of the prepared images
 * @param augmentation of the training samples
 * @param losses true when the job wants the losses of its samples
 * @param checkpoint file that is replaced at the end of every epoch
 * @param testJob a job of one epoch whose samples are predicted at the end; null for none
 * @param course how a member of an ensemble is trained; null for a job that is read to its end
 * @param program what trains it
 * @param slots of this node that it trains on
 */
public record Assignment(
    String member,
    String job,
    long generation,
    int epochs,
    int batchSize,
    ModelSpec model,
    TrainingSpec training,
    Augmentation.Size size,
    Augmentation augmentation,
    boolean losses,
    Path checkpoint,
    @Nullable String testJob,
    @Nullable Course course,
    Program program,
    int slots) {
  /** What a program is told that its model names. */
  public Assignment(
      String member,
      String job,
      long generation,
      int epochs,
      int batchSize,
      ModelSpec model,
      TrainingSpec training,
      Augmentation.Size size,
      Augmentation augmentation,
      boolean losses,
      Path checkpoint,
      @Nullable String testJob,
      @Nullable Course course) {
    this(
        member,
        job,
        generation,
        epochs,
        batchSize,
        model,
        training,
        size,
        augmentation,
        losses,
        checkpoint,
        testJob,
        course,
        Program.named(model.architecture()),
        1);
  }

  /** A job that is read to its end. */
  public Assignment(
      String member,
      String job,
      long generation,
      int epochs,
      int batchSize,
      ModelSpec model,
      TrainingSpec training,
      Augmentation.Size size,
      Augmentation augmentation,
      boolean losses,
      Path checkpoint,
      @Nullable String testJob) {
    this(
        member,
        job,
        generation,
        epochs,
        batchSize,
        model,
        training,
        size,
        augmentation,
        losses,
        checkpoint,
        testJob,
        null);
  }

  Assignment withGeneration(long other) {
    return new Assignment(
        member,
        job,
        other,
        epochs,
        batchSize,
        model,
        training,
        size,
        augmentation,
        losses,
        checkpoint,
        testJob,
        course,
        program,
        slots);
  }

  /** The same with another checkpoint. */
  public Assignment from(Path other) {
    return new Assignment(
        member,
        job,
        generation,
        epochs,
        batchSize,
        model,
        training,
        size,
        augmentation,
        losses,
        other,
        testJob,
        course,
        program,
        slots);
  }
}
