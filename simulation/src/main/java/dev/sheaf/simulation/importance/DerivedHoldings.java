package dev.sheaf.simulation.importance;

import dev.sheaf.policies.dataset.PackageTable;
import dev.sheaf.policies.ledger.SampleBits;
import dev.sheaf.policies.packaging.DerivedContents;
import java.util.BitSet;

/** What derived packages hold, by the live system's {@link DerivedContents}. */
final class DerivedHoldings {
  private final PackageTable table;
  private final long sampleBytes;
  private final BitSet[] places;
  private BitSet now = new BitSet();
  private BitSet before = new BitSet();
  private long roomBytes;

  DerivedHoldings(PackageTable table, long sampleBytes, long roomBytes) {
    this.table = table;
    this.sampleBytes = sampleBytes;
    this.roomBytes = roomBytes;
    this.places = new BitSet[table.packages()];
    for (int index = 0; index < places.length; index++) {
      places[index] = new BitSet();
    }
  }

  /** Another ranking: what is in memory is looked through. */
  void rank(BitSet latest, BitSet resident) {
    before = now;
    now = latest;
    for (int index = 0; index < places.length; index++) {
      remake(index, resident.get(index));
    }
  }

  /** A package is in memory for a while. */
  void comesBy(int index) {
    remake(index, true);
  }

  private void remake(int index, boolean whole) {
    var held = places[index];
    var atHand = held;
    if (whole) {
      atHand = new BitSet();
      atHand.set(0, table.count(index));
    }
    var of = new DerivedContents.Of(in(now, index), in(before, index), held, atHand);
    var room = roomBytes + held.cardinality() * sampleBytes;
    switch (DerivedContents.next(of, each -> each.cardinality() * sampleBytes, room)) {
      case DerivedContents.Verdict.Stay stay -> {}
      case DerivedContents.Verdict.Go go -> place(index, new BitSet());
      case DerivedContents.Verdict.Make(BitSet made) -> place(index, made);
    }
  }

  private void place(int index, BitSet made) {
    roomBytes += (places[index].cardinality() - made.cardinality()) * sampleBytes;
    places[index] = made;
  }

  /** True when these samples, by their place in the package, are all held. */
  boolean has(int index, BitSet wanted) {
    var rest = (BitSet) wanted.clone();
    rest.andNot(places[index]);
    return rest.isEmpty();
  }

  /** What is held of what the latest ranking names. */
  SampleBits atHand() {
    var all = new BitSet();
    for (int index = 0; index < places.length; index++) {
      var first = (int) table.firstId(index);
      places[index].stream().map(place -> first + place).filter(now::get).forEach(all::set);
    }
    return SampleBits.of(all.toLongArray());
  }

  private BitSet in(BitSet samples, int index) {
    var first = (int) table.firstId(index);
    return samples.get(first, first + table.count(index));
  }
}
