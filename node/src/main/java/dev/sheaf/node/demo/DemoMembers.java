package dev.sheaf.node.demo;

import dev.sheaf.actors.catalog.DatasetEntry;
import dev.sheaf.gpu.pipeline.Augmentation;
import dev.sheaf.gpu.worker.Assignment;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.ImportanceRule;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.wire.trainer.ModelSpec;
import dev.sheaf.wire.trainer.TrainingSpec;
import java.nio.file.Path;

/**
 * What the members of a demo's ensemble are: a job to train on, one to predict, and a model.
 *
 * @param folder for their checkpoints
 * @param heldOut thousandths of {@code train} that are predicted instead of trained on; 0 when
 *     {@code test} is another dataset
 */
record DemoMembers(
    DemoOptions options, Path folder, DatasetEntry train, DatasetEntry test, int heldOut) {
  private static final int BATCH = 64;
  private static final int SMALL_BATCH = 16;

  /** Below this many samples, eight batches of the usual size would be much of an epoch. */
  private static final long SMALL_DATASET = 20_000;

  private static final int SIDE = 32;
  private static final int CROP_PAD = 4;

  /** Of every member: those of one size go at one speed, and share what they read best. */
  private static final int WIDTH = 16;

  private static final double[] LEARNING_RATES = {0.05, 0.035};
  private static final double MOMENTUM = 0.9;
  private static final double WEIGHT_DECAY = 5e-4;
  private static final int WARM_UP_STEPS = 100;

  static String name(int number) {
    return "member-" + (number + 1);
  }

  /** How many samples all members train on, over all epochs. */
  long trained() {
    return (train.samples() - train.samples() * heldOut / 1000) * options.jobs() * options.epochs();
  }

  /** The first and the last epoch read everything; of ten, about a quarter fewer samples. */
  private ImportanceRule rule() {
    return new ImportanceRule(1, Math.max(1, options.epochs() - 1), 0.5, 1024, 0.7);
  }

  JobSpec job(int number) {
    var contract = options.contract();
    return spec(name(number), train, options.epochs(), false)
        .under(contract)
        .selecting(contract == Contract.IMPORTANCE ? rule() : null);
  }

  JobSpec test(int number) {
    return spec(name(number) + ".test", test, 1, heldOut > 0);
  }

  /** One seed for all, so that members hold out the same samples; what they learn differs. */
  private JobSpec spec(String name, DatasetEntry dataset, int epochs, boolean heldOutOnly) {
    return new JobSpec(
        name,
        dataset.version(),
        Contract.SUBSTITUTE,
        batch(),
        epochs,
        1,
        options.seed(),
        Tail.EVEN,
        Shuffle.PACKAGES,
        OnMissing.FAIL,
        0,
        null,
        heldOut,
        heldOutOnly,
        0);
  }

  Assignment assignment(int number) {
    return new Assignment(
        name(number),
        new Assignment.Reading(
            job(number).name(),
            1,
            options.epochs(),
            batch(),
            job(number).importance() != null,
            test(number).name()),
        new Assignment.Recipe(
            new ModelSpec("cnn", WIDTH, train.classes().size()), training(number)),
        new Assignment.Images(
            new Augmentation.Size(SIDE, SIDE),
            new Augmentation(CROP_PAD, mayFlip(), options.seed() + number)),
        folder.resolve(name(number) + ".checkpoint"),
        null);
  }

  private TrainingSpec training(int number) {
    var steps = (long) (train.samples() * timesRead() / batch()) + 1;
    return new TrainingSpec(
        TrainingSpec.Optimizer.SGD,
        LEARNING_RATES[number % LEARNING_RATES.length],
        MOMENTUM,
        WEIGHT_DECAY,
        TrainingSpec.Schedule.COSINE,
        steps,
        Math.min(WARM_UP_STEPS, steps / 10),
        options.seed() + number);
  }

  /** So that the schedule ends when the job does: one that selects takes fewer steps. */
  private double timesRead() {
    return options.contract() == Contract.IMPORTANCE
        ? rule().timesRead(options.epochs())
        : options.epochs();
  }

  private int batch() {
    return batch(train.samples());
  }

  static int batch(long samples) {
    return samples < SMALL_DATASET ? SMALL_BATCH : BATCH;
  }

  /** Made shapes differ from their mirror image. */
  private boolean mayFlip() {
    return options.data() != null;
  }
}
