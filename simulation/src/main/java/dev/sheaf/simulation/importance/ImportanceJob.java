package dev.sheaf.simulation.importance;

import dev.sheaf.policies.eviction.LeastImportantFirst;
import dev.sheaf.policies.importance.LossPercentileSampler;
import dev.sheaf.policies.importance.Selection;
import dev.sheaf.policies.packaging.DerivedPackage;
import dev.sheaf.policies.packaging.DerivedPackages;
import dev.sheaf.policies.packaging.EndlessPermutation;
import dev.sheaf.policies.packaging.ReadAheadQueue;
import dev.sheaf.policies.substitution.AmongLowImportance;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.simulation.importance.ImportanceEpochs.Shape;
import dev.sheaf.simulation.importance.ImportanceEpochs.Tally;
import java.util.ArrayDeque;
import java.util.BitSet;

/** One job with its sampler, its H-cache and its queue of samples that were read ahead. */
final class ImportanceJob {
  private static final int REBUILD_STEP_SAMPLES = 64;

  private final Shape shape;
  private final long seed;
  private final boolean asReleased;
  private final LossPercentileSampler sampler;
  private final LeastImportantFirst cache;
  private final ReadAheadQueue queue;
  private final DerivedPackages derived;
  private final AmongLowImportance substitution;
  private final double[] latest;
  private double[] known;
  private final BitSet low = new BitSet();

  ImportanceJob(Shape shape, long seed) {
    this.shape = shape;
    this.seed = seed;
    this.asReleased = shape.settings().asReleased();
    this.sampler = new LossPercentileSampler(shape.settings());
    this.cache = new LeastImportantFirst(shape.samples(), shape.highSamples());
    this.queue =
        new ReadAheadQueue(
            new EndlessPermutation(shape.samples(), Draw.draw(seed, 2)),
            shape.bufferSamples(),
            shape.queueSamples());
    this.derived = new DerivedPackages(shape.forming(), shape.leastHighShare(), seed);
    this.substitution = new AmongLowImportance(asReleased);
    this.latest = new double[shape.samples()];
    this.known = latest.clone();
  }

  /** Runs an epoch and says what came of it. */
  Tally epoch(int epoch) {
    var selection = sampler.select(epoch, latest, seed);
    var tally = begin(selection, epoch);
    var order = new ArrayDeque<Integer>(selection.size());
    selection.ids().forEach(order::add);
    var times = new byte[shape.samples()];
    while (!order.isEmpty()) {
      var asked = (int) order.remove();
      if (!substitution.pending(asked)) {
        continue;
      }
      var delivered = low.get(asked) ? low(asked, tally) : high(asked, tally);
      substitution.delivered(asked, delivered);
      if (delivered != asked && !asReleased) {
        order.add(asked);
      }
      tally.delivered++;
      if (times[delivered]++ > 0) {
        tally.repeated++;
      }
      latest[delivered] = shape.losses().of(delivered, epoch, seed);
      cache.rebuildStep(REBUILD_STEP_SAMPLES);
    }
    tally.forgotten = selection.ids().filter(id -> times[id] == 0).count();
    roll();
    return tally;
  }

  private Tally begin(Selection selection, int epoch) {
    var selected = new BitSet();
    low.clear();
    for (int place = 0; place < selection.size(); place++) {
      selected.set(selection.id(place));
      low.set(selection.id(place), !selection.high(place));
    }
    substitution.begin(selected, low);
    cache.fullAccess(selection.fullAccess());
    var tally = new Tally();
    tally.epochs = 1;
    tally.selected = selection.size();
    if (!asReleased && !selection.fullAccess()) {
      tally.unused = queue.keepOnly(this::wanted);
    }
    if (!selection.fullAccess()) {
      rollPackages(selection, epoch, tally);
    }
    return tally;
  }

  private void rollPackages(Selection selection, int epoch, Tally tally) {
    var highOnes = new BitSet();
    selection.highIds().forEach(highOnes::set);
    var roll = derived.roll(epoch, highOnes, id -> shape.sampleBytes());
    tally.sealedBytes = roll.sealedBytes();
    tally.derivedBytes = derived.packages().stream().mapToLong(DerivedPackage::sizeBytes).sum();
    tally.highBytes = (double) highOnes.cardinality() * shape.sampleBytes();
  }

  private int high(int asked, Tally tally) {
    tally.high++;
    if (cache.holds(asked)) {
      tally.hits++;
      tally.highHits++;
      return asked;
    }
    tally.reads++;
    tally.gets++;
    cache.offer(asked, known[asked]);
    return asked;
  }

  private int low(int asked, Tally tally) {
    if (!asReleased && cache.holds(asked)) {
      tally.hits++;
      return asked;
    }
    readAhead(tally);
    var before = queue.size();
    var answer = substitution.answer(asked, queue.atHand());
    tally.unused += Math.max(0, before - queue.size() - 1);
    if (answer.isPresent()) {
      tally.substituted += answer.getAsInt() == asked ? 0 : 1;
      return answer.getAsInt();
    }
    tally.reads++;
    tally.gets++;
    return asked;
  }

  private void readAhead(Tally tally) {
    for (var next = queue.nextToRead(this::wanted);
        next.isPresent();
        next = queue.nextToRead(this::wanted)) {
      queue.arrived(next.getAsInt());
      tally.reads++;
      tally.gets += 1 / shape.samplesPerGet();
    }
  }

  private boolean wanted(int id) {
    return asReleased || (low.get(id) && substitution.pending(id) && !cache.holds(id));
  }

  /**
   * The importances of the next epoch: the latest losses; the released code sends those that each
   * sample had before its last visit.
   */
  private void roll() {
    var sent = asReleased ? known : latest.clone();
    known = latest.clone();
    cache.rebuild(id -> sent[id]);
  }
}
