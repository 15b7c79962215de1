package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs members that can be made about equally fast: an anchor on one accelerator sets the rate,
 * the others get as many as come nearest to it, and what is spare goes to whoever is slowest.
 *
 * <p><i>Algorithm.</i> The anchor is the member that is fastest (or slowest) on one accelerator.
 * The others follow by how near their own rate is to the anchor's; each is admitted with the count
 * of accelerators, among those still free, whose rate is nearest. Spare ones go one by one to the
 * slowest member as long as that makes it faster. Ties go to the smaller id and count.
 *
 * <p><i>Source:</i> FLEET (Guan et al., MLSys 2020). The best packing is NP-hard; {@link
 * LeastRounds} finds it for a few members. <i>Cost:</i> O(members · accelerators).
 */
public final class EqualRatePacking implements Packing {
  private final Anchor anchor;

  /** Packs around this anchor. */
  public EqualRatePacking(Anchor anchor) {
    this.anchor = anchor;
  }

  /** Who sets the rate. */
  public enum Anchor {
    /** The fastest on one accelerator. */
    FASTEST,
    /** The slowest on one accelerator. */
    SLOWEST
  }

  @Override
  public String name() {
    return anchor == Anchor.FASTEST ? "equalRates" : "equalRatesOfSlowest";
  }

  @Override
  public Flotilla pack(List<Member> waiting, int gpus) {
    if (waiting.isEmpty()) {
      return new Flotilla(List.of());
    }
    var target = waiting.stream().min(byAnchor()).orElseThrow().rates().on(1);
    var byDistance =
        waiting.stream()
            .sorted(
                Comparator.<Member>comparingDouble(each -> Math.abs(each.rates().on(1) - target))
                    .thenComparing(Member::id))
            .toList();
    var berths = new ArrayList<Berth>();
    var free = gpus;
    for (var member : byDistance) {
      if (free == 0) {
        break;
      }
      var berth = new Berth(member, nearest(member.rates(), target, free));
      berths.add(berth);
      free -= berth.gpus();
    }
    return new Flotilla(spend(berths, free));
  }

  private Comparator<Member> byAnchor() {
    var slowestFirst = Comparator.<Member>comparingDouble(each -> each.rates().on(1));
    return (anchor == Anchor.FASTEST ? slowestFirst.reversed() : slowestFirst)
        .thenComparing(Member::id);
  }

  private static int nearest(RateTable rates, double target, int most) {
    var best = 1;
    for (int gpus = 2; gpus <= most; gpus++) {
      if (Math.abs(rates.on(gpus) - target) < Math.abs(rates.on(best) - target)) {
        best = gpus;
      }
    }
    return best;
  }

  /** The berths with up to {@code spare} accelerators more, each given to the slowest. */
  static List<Berth> spend(List<Berth> berths, int spare) {
    var spent = new ArrayList<>(berths);
    for (int left = spare; left > 0; left--) {
      var slowest = 0;
      for (int i = 1; i < spent.size(); i++) {
        if (spent.get(i).rate() < spent.get(slowest).rate()) {
          slowest = i;
        }
      }
      var before = spent.get(slowest);
      var after = new Berth(before.member(), before.gpus() + 1);
      if (after.rate() <= before.rate()) {
        break;
      }
      spent.set(slowest, after);
    }
    return spent;
  }
}
