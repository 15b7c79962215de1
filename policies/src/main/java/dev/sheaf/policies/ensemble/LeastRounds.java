package dev.sheaf.policies.ensemble;

import java.util.ArrayList;
import java.util.List;

/**
 * The least time in which a few members can be trained in rounds that end when somebody converges:
 * the bound that no {@link Packing} beats.
 *
 * <p>It tries every set of members in every round. For a set only the best common rate matters, and
 * that is what one accelerator each and the rest to the slowest, one by one, reaches when rates do
 * not fall with more accelerators. It knows how many epochs each member needs, which no policy
 * does.
 *
 * <p><i>Cost:</i> O(2^(n(n+1)/2)) for n members; n is at most 6.
 */
public final class LeastRounds {
  /** More would take too long. */
  public static final int MOST_MEMBERS = 6;

  private final List<Member> members;
  private final double[] rateOfSet;

  private LeastRounds(List<Member> members, int gpus) {
    this.members = members;
    this.rateOfSet = new double[1 << members.size()];
    for (int set = 1; set < rateOfSet.length; set++) {
      rateOfSet[set] = bestRate(set, gpus);
    }
  }

  /**
   * The least seconds until all have converged.
   *
   * @param imagesLeft how many images each member still has to see
   */
  public static double seconds(List<Member> members, List<Double> imagesLeft, int gpus) {
    if (members.size() > MOST_MEMBERS) {
      throw new IllegalArgumentException(
          "members must be at most %d but were %d".formatted(MOST_MEMBERS, members.size()));
    }
    var left = new double[members.size()];
    for (int i = 0; i < left.length; i++) {
      left[i] = imagesLeft.get(i);
    }
    return new LeastRounds(members, gpus).least(left, Double.MAX_VALUE);
  }

  private double bestRate(int set, int gpus) {
    var berths = new ArrayList<Berth>();
    for (int i = 0; i < members.size(); i++) {
      if ((set & 1 << i) != 0) {
        berths.add(new Berth(members.get(i), 1));
      }
    }
    return berths.size() > gpus
        ? 0
        : new Flotilla(EqualRatePacking.spend(berths, gpus - berths.size())).rate();
  }

  /** The least seconds from here, or something above {@code limit} when it is not less. */
  private double least(double[] left, double limit) {
    var alive = 0;
    for (int i = 0; i < left.length; i++) {
      alive |= left[i] > 0 ? 1 << i : 0;
    }
    if (alive == 0) {
      return 0;
    }
    if (longest(left) >= limit) {
      return limit;
    }
    var best = limit;
    for (int set = alive; set > 0; set = (set - 1) & alive) {
      if (rateOfSet[set] > 0) {
        best = Math.min(best, through(set, left, best));
      }
    }
    return best;
  }

  /** No schedule is faster than any one member with everything for itself. */
  private double longest(double[] left) {
    var longest = 0.0;
    for (int i = 0; i < left.length; i++) {
      longest = Math.max(longest, left[i] / rateOfSet[1 << i]);
    }
    return longest;
  }

  /** The seconds when this set trains first, until one of it converges. */
  private double through(int set, double[] left, double limit) {
    var images = Double.MAX_VALUE;
    for (int i = 0; i < left.length; i++) {
      images = (set & 1 << i) != 0 ? Math.min(images, left[i]) : images;
    }
    var seconds = images / rateOfSet[set];
    if (seconds >= limit) {
      return limit;
    }
    var after = left.clone();
    for (int i = 0; i < left.length; i++) {
      after[i] -= (set & 1 << i) != 0 ? images : 0;
    }
    return seconds + least(after, limit - seconds);
  }
}
