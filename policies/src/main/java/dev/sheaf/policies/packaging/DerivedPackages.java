package dev.sheaf.policies.packaging;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntToLongFunction;

/**
 * The packages that hold a dataset's samples of high importance, replaced at the roll of an epoch.
 *
 * <p>A package that still holds enough high samples stays as it is, sealed; the others are dropped,
 * and high samples that no kept package holds are sealed into new ones. So each high sample is in
 * exactly one package, and a roll rewrites what has changed, not everything.
 *
 * <p><i>Cost:</i> O(samples held + new ones log new ones) a roll.
 */
public final class DerivedPackages {
  private final PackageForming forming;
  private final double leastHighShare;
  private final long seed;
  private List<DerivedPackage> current = List.of();
  private BitSet held = new BitSet();

  /**
   * None yet.
   *
   * @param leastHighShare a package whose share of high samples is below this is dropped; 1 keeps
   *     only what is high throughout, above 1 replaces everything at every roll
   */
  public DerivedPackages(PackageForming forming, double leastHighShare, long seed) {
    if (!(leastHighShare > 0)) {
      throw new IllegalArgumentException(
          "leastHighShare must be more than 0 but was " + leastHighShare);
    }
    this.forming = forming;
    this.leastHighShare = leastHighShare;
    this.seed = seed;
  }

  /** What changes at a roll: the shell makes {@code sealed} before it drops {@code dropped}. */
  public record Roll(
      List<DerivedPackage> kept, List<DerivedPackage> dropped, List<DerivedPackage> sealed) {
    /** The bytes that a roll writes. */
    public long sealedBytes() {
      return sealed.stream().mapToLong(DerivedPackage::sizeBytes).sum();
    }
  }

  /** Begins {@code epoch}, in which these samples are of high importance. */
  public Roll roll(int epoch, BitSet high, IntToLongFunction sizeBytes) {
    var kept = new ArrayList<DerivedPackage>();
    var dropped = new ArrayList<DerivedPackage>();
    held = new BitSet();
    for (var each : current) {
      if (each.ids().filter(high::get).count() >= leastHighShare * each.samples()) {
        kept.add(each);
        each.ids().forEach(held::set);
      } else {
        dropped.add(each);
      }
    }
    var missing = (BitSet) high.clone();
    missing.andNot(held);
    var sealed = forming.form(epoch, missing.stream().toArray(), sizeBytes, seed);
    held.or(missing);
    var all = new ArrayList<>(kept);
    all.addAll(sealed);
    current = List.copyOf(all);
    return new Roll(List.copyOf(kept), List.copyOf(dropped), sealed);
  }

  /** All packages now. */
  public List<DerivedPackage> packages() {
    return current;
  }

  /** Whether a package holds this sample. */
  public boolean holds(int id) {
    return held.get(id);
  }
}
