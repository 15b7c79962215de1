package dev.sheaf.simulation.importance;

import dev.sheaf.policies.eviction.GhostRanked;
import dev.sheaf.policies.importance.RankWeights;
import dev.sheaf.policies.importance.RepeatedDraws;
import dev.sheaf.policies.importance.RepeatedDraws.Settings;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;
import java.util.BitSet;

/**
 * One job that draws by rank inside its batches, repeats what is cached, and keeps by the same
 * weights.
 *
 * <p>{@code hitRatio} counts repetitions and is shown for its shape only. {@code
 * uniqueOriginReadsPerSample} is distinct samples read from the origin over samples of the dataset,
 * {@code distinctShare} distinct samples trained: what was saved, and what was not seen. {@code
 * hitRatioOverLru} compares with LRU over uniform draws with replacement, whose hit ratio is the
 * cache's share of the dataset.
 *
 * <p>Accuracy at a time, by which such a system should be judged, is not simulated.
 */
public final class RepeatedEpochs implements Experiment {
  private static final int DISCARDED_EPOCHS = 2;

  @Override
  public String name() {
    return "importance-repetition";
  }

  private record Shape(
      int samples,
      int capacity,
      int epochs,
      int batch,
      boolean improving,
      Settings settings,
      LossModel losses) {}

  @Override
  public Run prepare(Parameters in) {
    var samples = in.number("dataset.samples", 10_000, 100, 2_000_000);
    var halves = in.ratio("policy.repetitions", 2, 1, 100) * 2;
    if (halves != Math.rint(halves)) {
      throw new BadScenario("policy.repetitions must be a multiple of 0.5 but was " + halves / 2);
    }
    var shape =
        new Shape(
            samples,
            (int) Math.round(samples * in.ratio("cache.fraction", 0.1, 0.001, 1)),
            in.number("jobs.epochs", 20, DISCARDED_EPOCHS + 1, 1_000),
            in.number("jobs.batch", 64, 1, 100_000),
            in.flag("jobs.improving", true),
            new Settings(
                in.number("jobs.ranks", 1, 1, 1_000),
                0,
                (int) halves,
                in.flag("policy.asReleased", false)),
            ImportanceEpochs.losses(in));
    return seed -> measure(shape, seed);
  }

  private static Measured measure(Shape shape, long seed) {
    var job = new Job(shape, seed);
    for (int epoch = 0; epoch < shape.epochs(); epoch++) {
      if (epoch == DISCARDED_EPOCHS) {
        job.forget();
      }
      job.epoch(epoch);
    }
    var share = shape.capacity() / (double) shape.samples();
    var trained = (double) job.trained;
    var epochs = shape.epochs() - DISCARDED_EPOCHS;
    return new Measured(shape.settings().asReleased() ? "repeatedAsReleased" : "repeated")
        .with("hitRatio", job.hits / trained)
        .with("hitRatioOverLru", job.hits / trained / share)
        .with("originReadsPerSample", job.reads / trained)
        .with("uniqueOriginReadsPerSample", job.uniqueReads / (double) epochs / shape.samples())
        .with("distinctShare", job.distinct / (double) epochs / shape.samples())
        .with("weightsRight", job.rightWeights / trained);
  }

  /** The job's state, and what is counted. */
  private static final class Job {
    private final Shape shape;
    private final long seed;
    private final RankWeights weights;
    private final GhostRanked cache;
    private long trained;
    private long hits;
    private long reads;
    private long uniqueReads;
    private long distinct;
    private long rightWeights;

    Job(Shape shape, long seed) {
      this.shape = shape;
      this.seed = seed;
      this.weights = new RankWeights(shape.samples());
      this.cache = new GhostRanked(shape.samples(), shape.capacity());
    }

    void forget() {
      trained = 0;
      hits = 0;
      reads = 0;
      uniqueReads = 0;
      distinct = 0;
      rightWeights = 0;
    }

    void epoch(int epoch) {
      var improving = shape.improving() && epoch > 0;
      var draws =
          RepeatedDraws.of(
              weights, cache::holds, improving, shape.settings(), Draw.draw(seed, epoch));
      var frequencies = draws.frequencies(shape.samples());
      var read = new BitSet();
      var seen = new BitSet();
      var lossSum = 0.0;
      for (int from = 0; from < draws.size(); from += shape.batch()) {
        var to = Math.min(from + shape.batch(), draws.size());
        for (int place = from; place < to; place++) {
          take(draws.id(place), read);
          seen.set(draws.id(place));
        }
        lossSum += learn(draws, from, to, epoch, frequencies);
      }
      weights.endEpoch(lossSum / draws.size());
      trained += draws.size();
      uniqueReads += read.cardinality();
      distinct += seen.cardinality();
    }

    private void take(int id, BitSet read) {
      if (cache.holds(id)) {
        hits++;
        return;
      }
      reads++;
      read.set(id);
      cache.offer(id);
    }

    private double learn(RepeatedDraws draws, int from, int to, int epoch, int[] frequencies) {
      var losses = new double[to - from];
      var sum = 0.0;
      for (int i = 0; i < losses.length; i++) {
        losses[i] = shape.losses().of(draws.id(from + i), epoch, seed);
        sum += losses[i];
      }
      var learners = draws.learners(from, to);
      weights.learn(learners, losses);
      for (int i = 0; i < learners.length; i++) {
        rightWeights += learners[i] == draws.id(from + i) ? 1 : 0;
        cache.learn(learners[i], weights.rankWeight(learners[i]), frequencies[learners[i]]);
      }
      return sum;
    }
  }
}
