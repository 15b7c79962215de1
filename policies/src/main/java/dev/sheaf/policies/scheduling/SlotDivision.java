package dev.sheaf.policies.scheduling;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Divides the slots of a cluster among those who claim some, again and again as they come, go, and
 * take turns.
 *
 * <p><i>Goals.</i> Who has a higher priority has what it can use. Equals share by weight, over
 * time: what cannot be divided goes round in turns. Nothing idles that somebody can use. Nobody
 * waits for ever.
 *
 * <p><i>Constraints.</i> Gangs are whole. What is still held counts as taken: slots are granted
 * once they are free, so that never more are granted and held than there are.
 *
 * <pre>
 *   for each priority, the highest first, of what is left
 *     1  what is due to each: max-min by weight
 *     2  the whole gangs of that
 *     3  what is over, gang by gang, to whose turn it is
 *   then grants fall to that at once, and rise as far as slots are free, highest priority first
 * </pre>
 *
 * <p>So what a higher priority cannot use, because the next gang does not fit, is filled by lower
 * ones for as long as that is so; and who gives way for it is of the lowest priority, and what it
 * has beyond the older ones' part. What is on its way to be freed is not asked for twice, as grants
 * are levels.
 *
 * <p>One that has nothing, and is passed over, rises by one priority for each {@code agingNanos}
 * that it waits, counted when a turn ends, and falls back at the end of the turn that it gets.
 *
 * <p><i>Source:</i> the rules of determined-ai/determined, priority.go and fair_share.go, with
 * EffiSha's (PPoPP 2017) among equals; aging as in it. <i>Cost:</i> O(n log n).
 */
public final class SlotDivision {
  /** Sums of a few doubles are as near as this to whole numbers that they should be. */
  private static final double NEARLY = 1e-9;

  private final Terms terms;
  private final TreeMap<String, Claimant> claimants = new TreeMap<>();
  private long arrivals;
  private long turn;
  private long turnSince;
  private long settledAt;
  private boolean begun;

  /**
   * How slots are divided.
   *
   * @param turns who of equals is served first
   * @param turnNanos how long a turn is
   * @param agingNanos waiting for so long is worth a priority
   * @param patienceNanos who is silent for so long is gone
   */
  public record Terms(Turns turns, long turnNanos, long agingNanos, long patienceNanos) {
    /** Terms that let time pass. */
    public Terms {
      if (turnNanos < 1 || agingNanos < 1 || patienceNanos < 1) {
        throw new IllegalArgumentException(
            "turnNanos, agingNanos and patienceNanos must be at least 1 but were %d, %d, %d"
                .formatted(turnNanos, agingNanos, patienceNanos));
      }
    }
  }

  /** A division among nobody. */
  public SlotDivision(Terms terms) {
    this.terms = terms;
  }

  private static final class Claimant {
    final long arrived;
    SlotClaim claim;
    long heardAt;
    long waitingSince;
    int level;
    int granted;
    int target;
    double due;
    double behind;
    double served;
    double behindAtTurn;
    double servedAtTurn;
    long lastServed;

    Claimant(SlotClaim claim, long arrived, long now) {
      this.claim = claim;
      this.arrived = arrived;
      this.heardAt = now;
      this.waitingSince = now;
      this.level = claim.priority();
    }

    boolean waits() {
      return claim.mostSlots() > 0 && claim.heldSlots() == 0;
    }

    /** It waits though it would be its turn among equals, or for those above it. */
    boolean isPassedOver() {
      return waits() && (due < NEARLY || behind > 1);
    }

    /** Time has passed with what it was due and what it held. */
    void pass(double turns) {
      var gang = claim.gangSlots();
      behind = claim.mostSlots() == 0 ? 0 : behind + turns * (due - claim.heldSlots()) / gang;
      served += turns * claim.heldSlots() / claim.weight() / gang;
    }
  }

  /** Hears what somebody wants; silence is a sign that he is gone. */
  public void note(SlotClaim claim, long now) {
    settle(now);
    var known = claimants.get(claim.id());
    if (known == null) {
      known = new Claimant(claim, ++arrivals, now);
      // One that is new here, but not new: its slots are its own until something is decided.
      known.granted = claim.heldSlots();
      claimants.put(claim.id(), known);
    }
    known.level += claim.priority() - known.claim.priority();
    known.claim = claim;
    known.heardAt = now;
    if (!known.waits()) {
      known.waitingSince = now;
    }
  }

  /** Forgets somebody. */
  public void leave(String id, long now) {
    settle(now);
    claimants.remove(id);
  }

  /**
   * How many slots each may use from now on.
   *
   * @param slots that there are
   */
  public SortedMap<String, Integer> grants(int slots, long now) {
    settle(now);
    claimants.values().removeIf(each -> now - each.heardAt > terms.patienceNanos());
    if (!begun || now - turnSince >= terms.turnNanos()) {
      nextTurn(now);
    }
    aim(slots);
    return grant(slots);
  }

  private void settle(long now) {
    if (begun && now > settledAt) {
      var turns = (double) (now - settledAt) / terms.turnNanos();
      claimants.values().forEach(each -> each.pass(turns));
    }
    settledAt = now;
  }

  private void nextTurn(long now) {
    for (var each : claimants.values()) {
      each.lastServed = each.claim.heldSlots() > 0 ? turn : each.lastServed;
      each.behindAtTurn = each.behind;
      each.servedAtTurn = each.served;
      var aged = each.isPassedOver() ? (now - each.waitingSince) / terms.agingNanos() : 0;
      each.level = (int) Math.min(Integer.MAX_VALUE, each.claim.priority() + aged);
    }
    turn++;
    turnSince = now;
    begun = true;
  }

  /** What each should have. */
  private void aim(int slots) {
    var left = slots;
    var levels = new TreeMap<Integer, List<Claimant>>(Comparator.reverseOrder());
    for (var each : claimants.values()) {
      each.due = 0;
      each.target = 0;
      levels.computeIfAbsent(each.level, any -> new ArrayList<>()).add(each);
    }
    for (var equals : levels.values()) {
      left -= divide(left, slots, equals);
    }
  }

  /** Divides among equals; gives what that took. */
  private int divide(int left, int slots, List<Claimant> equals) {
    var wants =
        equals.stream()
            .map(each -> new WeightedMaxMin.Want(each.claim.weight(), each.claim.usable(slots)))
            .toList();
    var due = WeightedMaxMin.shares(left, wants);
    var over = left;
    for (int i = 0; i < equals.size(); i++) {
      var each = equals.get(i);
      var gang = each.claim.gangSlots();
      each.due = due.get(i);
      var gangs = (int) ((each.due + NEARLY) / gang);
      each.target = gangs * gang;
      over -= each.target;
    }
    var order = inTurn(equals);
    for (boolean given = true; given; ) {
      given = false;
      for (var each : order) {
        var gang = each.claim.gangSlots();
        if (gang <= over && each.target + gang <= each.claim.usable(slots)) {
          each.target += gang;
          over -= gang;
          given = true;
        }
      }
    }
    return left - over;
  }

  /** Those to whom a part of a gang is due, whose turn it is first; then the others. */
  private List<Claimant> inTurn(List<Claimant> equals) {
    var waiting = new ArrayList<Turns.Waiting>();
    var rest = new ArrayList<Claimant>();
    for (var each : equals) {
      var part = (each.due - each.target) / each.claim.gangSlots();
      if (part > NEARLY) {
        waiting.add(
            new Turns.Waiting(
                each.claim.id(),
                part,
                each.behindAtTurn,
                each.servedAtTurn,
                each.lastServed,
                each.arrived));
      } else {
        rest.add(each);
      }
    }
    waiting.sort(terms.turns().total());
    var order = new ArrayList<Claimant>();
    for (var each : waiting) {
      equals.stream().filter(who -> who.claim.id().equals(each.id())).forEach(order::add);
    }
    rest.sort(Comparator.comparingLong(each -> each.arrived));
    order.addAll(rest);
    return order;
  }

  /** Lets grants fall at once, and rise as far as slots are free. */
  private SortedMap<String, Integer> grant(int slots) {
    var free = slots;
    for (var each : claimants.values()) {
      each.granted = Math.min(each.granted, each.target);
      free -= Math.max(each.granted, each.claim.heldSlots());
    }
    var order = new ArrayList<>(claimants.values());
    order.sort(
        Comparator.<Claimant>comparingInt(each -> -each.level)
            .thenComparingLong(each -> each.arrived));
    for (var each : order) {
      while (each.granted < each.target) {
        var more = each.granted + each.claim.gangSlots();
        var held = each.claim.heldSlots();
        var takes = Math.max(more, held) - Math.max(each.granted, held);
        if (takes > free) {
          break;
        }
        each.granted = more;
        free -= takes;
      }
    }
    var grants = new TreeMap<String, Integer>();
    claimants.values().forEach(each -> grants.put(each.claim.id(), each.granted));
    return grants;
  }
}
