package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packs the slowest member with as many of the next slower ones as let the accelerators do most
 * work together; each has as many as it must have, and what is spare goes to whoever is slowest.
 *
 * <p><i>Goal.</i> An image costs a member {@code 1 / rate} of one accelerator's time at best; a
 * flotilla that trains r images a second therefore does {@code r · Σ 1 / rate} accelerators' worth
 * of work. Few members leave it to many accelerators each, which add less and less; many hold one
 * another up.
 *
 * <p><i>Algorithm.</i> Members in the order of their rate on one accelerator, the slowest first;
 * for each number of the first of them, the flotilla and its work; the most work wins, the fewer
 * members among equals. One for which too few are left is passed over. The slowest is always there:
 * what is left of it at the end, alone on all accelerators, is what costs most.
 *
 * <p><i>Source:</i> ours, for the loop of FLEET (Guan et al., MLSys 2020). <i>Cost:</i> O(members ·
 * accelerators · min(members, accelerators)).
 */
public final class MostWork implements Packing {
  private static final Comparator<Member> SLOWEST_FIRST =
      Comparator.<Member>comparingDouble(each -> each.rates().on(1)).thenComparing(Member::id);

  @Override
  public String name() {
    return "mostWork";
  }

  @Override
  public Flotilla pack(List<Member> waiting, int gpus) {
    var order = waiting.stream().sorted(SLOWEST_FIRST).toList();
    var best = new Flotilla(List.of());
    var berths = new ArrayList<Berth>();
    var spare = gpus;
    for (var member : order) {
      if (spare == 0) {
        break;
      }
      if (member.slots() > spare) {
        continue;
      }
      berths.add(new Berth(member, member.slots()));
      spare -= member.slots();
      var flotilla = new Flotilla(EqualRatePacking.spend(berths, spare));
      best = work(flotilla) > work(best) ? flotilla : best;
    }
    return best;
  }

  /** How many accelerators' worth of work it does. */
  private static double work(Flotilla flotilla) {
    return flotilla.rate()
        * flotilla.berths().stream().mapToDouble(each -> ofOneImage(each.member())).sum();
  }

  /** An accelerator's time for an image, at best. */
  private static double ofOneImage(Member member) {
    return member.slots() / member.rates().on(member.slots());
  }
}
