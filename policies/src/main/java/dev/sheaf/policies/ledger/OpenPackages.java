package dev.sheaf.policies.ledger;

import dev.sheaf.policies.ledger.AssignedWindow.OpenPackage;
import dev.sheaf.policies.vocabulary.Draw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The packages that are open while ids are drawn, each with how far it was drawn.
 *
 * <p>A draw picks an open package with a chance in proportion to the samples it has left, which
 * makes every remaining sample equally likely, and takes the next sample of that package's own
 * keyed order. A complete binary tree, whose inner nodes know what is left below their left half,
 * finds the package on one way down, without a branch; a package that is empty weighs nothing, so
 * where a window began cannot change what is drawn.
 *
 * <p><i>Cost:</i> O(log packages) a draw. <i>Source:</i> Wong, Easton, "An efficient method for
 * weighted sampling without replacement", SIAM J. Comput. 9(1), 1980.
 */
final class OpenPackages {
  private static final int LEAST_LEAVES = 16;

  private final SampleSelection selection;
  private final EpochKeys keys;
  private Slot[] slots = new Slot[LEAST_LEAVES];
  private int used;

  /** What is left below the left half of each inner node; node n has the children 2n and 2n+1. */
  private long[] leftHalves = new long[LEAST_LEAVES];

  private long remaining;
  private long openSamples;
  private int partlyDrawn;

  OpenPackages(SampleSelection selection, EpochKeys keys, List<OpenPackage> open) {
    this.selection = selection;
    this.keys = keys;
    for (var each : open) {
      add(each.index(), each.drawn());
    }
  }

  /** Opens package {@code index}; at least one of its samples must be selected. */
  void open(int index) {
    add(index, 0);
  }

  /** How many samples the open packages have left. */
  long remaining() {
    return remaining;
  }

  /** How many samples the packages hold that have any left, drawn ones too. */
  long openSamples() {
    return openSamples;
  }

  /** How many packages have samples left. */
  int packages() {
    return partlyDrawn;
  }

  /** Draws {@code size} samples of the batch with the given seed into {@code ids}. */
  void draw(long batchSeed, long[] ids, int from, int size) {
    for (int position = 0; position < size; position++) {
      ids[from + position] = take(Draw.below(Draw.draw(batchSeed, position), remaining));
    }
  }

  /** Draws {@code size} samples like {@link #draw}, without saying which they are. */
  void pass(long batchSeed, int size) {
    for (int position = 0; position < size; position++) {
      var slot = slotOf(Draw.below(Draw.draw(batchSeed, position), remaining));
      slot.drawn++;
      closeWhenEmpty(slot);
    }
  }

  /** The packages with samples left, in the order in which they were opened. */
  List<OpenPackage> standing() {
    var standing = new ArrayList<OpenPackage>(partlyDrawn);
    for (int place = 0; place < used; place++) {
      var slot = slots[place];
      if (slot.left() > 0) {
        standing.add(new OpenPackage(slot.index, slot.drawn));
      }
    }
    return standing;
  }

  private void add(int index, int drawn) {
    if (used == slots.length) {
      makeRoom();
    }
    var slot = new Slot(index, selection, keys, drawn);
    slots[used] = slot;
    weigh(used++, slot.left());
    remaining += slot.left();
    openSamples += slot.count;
    partlyDrawn++;
  }

  /** Forgets what is empty, in the same order, and grows where that leaves more than half. */
  private void makeRoom() {
    var left = Arrays.stream(slots).filter(slot -> slot.left() > 0).toArray(Slot[]::new);
    used = left.length;
    var leaves = used > slots.length / 2 ? slots.length * 2 : slots.length;
    slots = Arrays.copyOf(left, leaves);
    leftHalves = new long[leaves];
    for (int place = 0; place < used; place++) {
      weigh(place, slots[place].left());
    }
  }

  /** Adds a leaf's weight to every node that has it below its left half. */
  private void weigh(int place, long weight) {
    for (int node = slots.length + place; node > 1; node >>= 1) {
      if ((node & 1) == 0) {
        leftHalves[node >> 1] += weight;
      }
    }
  }

  private long take(long target) {
    var slot = slotOf(target);
    var id = slot.next();
    closeWhenEmpty(slot);
    return id;
  }

  private void closeWhenEmpty(Slot slot) {
    if (slot.left() == 0) {
      openSamples -= slot.count;
      partlyDrawn--;
    }
  }

  /** The package that holds the remaining sample number {@code target}, which is taken from it. */
  private Slot slotOf(long target) {
    var halves = leftHalves;
    var rest = target;
    var node = 1;
    while (node < halves.length) {
      // Which way chance goes cannot be predicted: 1 for the left, 0 for the right, by arithmetic.
      var half = halves[node];
      var toLeft = (rest - half) >>> 63;
      halves[node] = half - toLeft;
      rest -= half & (toLeft - 1);
      node = 2 * node + 1 - (int) toLeft;
    }
    remaining--;
    return slots[node - halves.length];
  }

  private static final class Slot {
    private final int index;
    private final int count;
    private final Selected selected;
    private final KeyedBijection order;
    private int drawn;

    Slot(int index, SampleSelection selection, EpochKeys keys, int drawn) {
      this.index = index;
      this.count = selection.count(index);
      if (drawn < 0 || drawn >= count) {
        throw new IllegalArgumentException(
            "package " + index + " must have a sample left of " + count + " but drawn " + drawn);
      }
      this.selected = selection.split(index);
      this.order = new KeyedBijection(count, keys.insidePackage(index));
      this.drawn = drawn;
    }

    int left() {
      return count - drawn;
    }

    long next() {
      return selected.id(order.at(drawn++));
    }
  }
}
