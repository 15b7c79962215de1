package dev.sheaf.simulation.importance;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.importance.EpochSampler;
import dev.sheaf.policies.importance.StandIns;
import dev.sheaf.policies.ledger.NearPackages;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.ledger.SampleSelection;
import dev.sheaf.policies.vocabulary.Contract;
import dev.sheaf.policies.vocabulary.DatasetVersion;
import dev.sheaf.policies.vocabulary.Draw;
import dev.sheaf.policies.vocabulary.JobSpec;
import dev.sheaf.policies.vocabulary.OnMissing;
import dev.sheaf.policies.vocabulary.Shuffle;
import dev.sheaf.policies.vocabulary.Tail;
import dev.sheaf.simulation.importance.DerivedEpochs.Shape;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/** One importance job that reads packages and tells the losses of what it read. */
final class DerivedJob {
  static final int NONE = -1;

  private static final DatasetVersion VERSION = new DatasetVersion("simulated", "0".repeat(64));

  private final Shape shape;
  private final PackageTable table;
  private final JobSpec spec;
  private final long common;
  private final long own;
  private final double[] latest;
  private final Deque<Integer> opened = new ArrayDeque<>();
  private BitSet selected = new BitSet();
  private NearPackages near = NearPackages.NONE;
  private BitSet taken = new BitSet();
  private int nearTaken;
  private int passed;
  private int repeated;
  private long sequence;

  DerivedJob(Shape shape, PackageTable table, int number, long seed) {
    this.shape = shape;
    this.table = table;
    this.common = Draw.draw(seed, 4);
    this.own = Draw.draw(seed, 5, number);
    this.latest = new double[shape.samples()];
    Arrays.fill(latest, Double.NaN);
    this.spec =
        new JobSpec(
                "job-" + number,
                VERSION,
                Contract.IMPORTANCE,
                32,
                shape.epochs(),
                1,
                own,
                Tail.EVEN,
                Shuffle.PACKAGES,
                OnMissing.FAIL,
                0,
                null,
                0,
                false,
                0)
            .selecting(shape.rule());
  }

  String name() {
    return spec.name();
  }

  long sequence() {
    return ++sequence;
  }

  Deque<Integer> opened() {
    return opened;
  }

  double latest(long id) {
    return latest[(int) id];
  }

  /** Selects the samples of an epoch, as the live coordinator has it done. */
  void begin(int epoch, SampleBits atHand) {
    taken = new BitSet();
    nearTaken = 0;
    passed = 0;
    repeated = 0;
    near = NearPackages.NONE;
    selected = new BitSet();
    selected.set(0, shape.samples());
    if (shape.rule().readsAll(epoch)) {
      return;
    }
    var all = SampleSelection.of(spec, table);
    var words =
        new EpochSampler(shape.rule(), spec, table, this::latest)
            .select(EpochSampler.seed(spec, epoch));
    var packed =
        new StandIns(table, all, atHand, id -> !Double.isNaN(latest(id)))
            .pack(words, StandIns.round(VERSION), epoch);
    selected = BitSet.valueOf(packed.words());
    near =
        NearPackages.of(
            SampleSelection.of(table, SampleBits.of(packed.words())),
            packed.near(),
            EpochSampler.seed(spec, epoch));
    passed = near.passed().stream().mapToInt(Long::bitCount).sum();
  }

  /** What the conductor need not offer. */
  List<Long> passed() {
    return near.size() == 0 ? List.of() : near.passed();
  }

  /** The next package for which nothing has to be loaded, where it is its turn; else -1. */
  int nextNear() {
    var next = near.next(1, table.packages(), taken, List.of());
    var due = near.size() > 0 && nearTaken() * table.packages() <= near.size() * taken();
    return due && !next.isEmpty() ? next.getFirst() : othersLeft() > 0 ? NONE : first(next);
  }

  private static int first(List<Integer> next) {
    return next.isEmpty() ? NONE : next.getFirst();
  }

  private long taken() {
    return taken.cardinality();
  }

  private long nearTaken() {
    return nearTaken;
  }

  private long othersLeft() {
    return table.packages() - passed - (taken() - nearTaken());
  }

  /** The selected samples of a package, by their place in it. */
  BitSet selectedOf(int index) {
    var first = (int) table.firstId(index);
    return selected.get(first, first + table.count(index));
  }

  void take(int index) {
    nearTaken += near.has(index) ? 1 : 0;
    repeated += taken.get(index) ? 1 : 0;
    taken.set(index);
  }

  /** How many packages were opened twice. */
  int repeated() {
    return repeated;
  }

  /** Takes the losses of what was read; says how much that was. */
  int end(int epoch) {
    var delivered = 0;
    for (int id = selected.nextSetBit(0); id >= 0; id = selected.nextSetBit(id + 1)) {
      if (!taken.get(table.packageOf(id))) {
        throw new IllegalStateException("sample " + id + " was selected and never opened");
      }
      latest[id] =
          StrictMath.pow(shape.losses().of(id, epoch, common), shape.agreement())
              * StrictMath.pow(shape.losses().of(id, epoch, own), 1 - shape.agreement());
      delivered++;
    }
    return delivered;
  }
}
