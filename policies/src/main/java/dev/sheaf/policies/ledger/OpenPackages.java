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
 * keyed order. A Fenwick tree over the remaining counts finds the package; a package that is empty
 * weighs nothing, so where a window began cannot change what is drawn.
 *
 * <p><i>Cost:</i> O(log packages) a draw. <i>Source:</i> Fenwick, "A new data structure for
 * cumulative frequency tables", Software: Practice and Experience 24(3), 1994.
 */
final class OpenPackages {
  private final SampleSelection selection;
  private final EpochKeys keys;
  private final List<Slot> slots = new ArrayList<>();
  private long[] tree = new long[17];
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
    return slots.stream()
        .filter(slot -> slot.drawn < slot.count)
        .map(slot -> new OpenPackage(slot.index, slot.drawn))
        .toList();
  }

  private void add(int index, int drawn) {
    var slot = new Slot(index, selection, keys, drawn);
    slots.add(slot);
    append(slot.count - drawn);
    remaining += slot.count - drawn;
    openSamples += slot.count;
    partlyDrawn++;
  }

  private void append(long weight) {
    var place = slots.size();
    if (place >= tree.length) {
      tree = Arrays.copyOf(tree, tree.length * 2 - 1);
    }
    var sum = weight;
    for (int below = place - 1; below > place - (place & -place); below -= below & -below) {
      sum += tree[below];
    }
    tree[place] = sum;
  }

  private long take(long target) {
    var slot = slotOf(target);
    var id = slot.next();
    closeWhenEmpty(slot);
    return id;
  }

  private void closeWhenEmpty(Slot slot) {
    if (slot.drawn == slot.count) {
      openSamples -= slot.count;
      partlyDrawn--;
    }
  }

  /** The package that holds the remaining sample number {@code target}, which is taken from it. */
  private Slot slotOf(long target) {
    var place = 0;
    var rest = target;
    for (int step = Integer.highestOneBit(slots.size()); step > 0; step >>= 1) {
      if (place + step <= slots.size() && tree[place + step] <= rest) {
        place += step;
        rest -= tree[place];
      }
    }
    for (int up = place + 1; up <= slots.size(); up += up & -up) {
      tree[up]--;
    }
    remaining--;
    return slots.get(place);
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

    long next() {
      return selected.id(order.at(drawn++));
    }
  }
}
