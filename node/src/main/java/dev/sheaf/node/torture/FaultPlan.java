package dev.sheaf.node.torture;

import static dev.sheaf.policies.vocabulary.Draw.below;
import static dev.sheaf.policies.vocabulary.Draw.draw;

import java.util.ArrayList;
import java.util.List;

/**
 * What goes wrong, in which order, where and for how long: a pure function of the seed, so that a
 * seed repeats a plan.
 *
 * <p>Faults come in rounds; each round has every kind once, in an order of its own. Those of every
 * second round may be much shorter, so that some end before the cluster has decided, some while it
 * does.
 *
 * @param kinds without repetition, in any order
 * @param nodes how many there are, at least two
 */
record FaultPlan(long seed, List<FaultKind> kinds, int nodes) {
  private static final int SHORTER = 9;
  private static final long ORDER = 1;
  private static final long VICTIM = 2;
  private static final long OTHER = 3;
  private static final long HOLD = 4;
  private static final long REST = 5;

  FaultPlan {
    kinds = kinds.stream().distinct().sorted().toList();
    if (kinds.isEmpty() || nodes < 2) {
      throw new IllegalArgumentException(
          "a plan needs a kind and two nodes but had " + kinds + " and " + nodes);
    }
  }

  /** The {@code number}th fault, from 0. */
  Fault fault(int number) {
    var kind = round(number / kinds.size()).get(number % kinds.size());
    var victim = (int) below(draw(seed, VICTIM, number), nodes);
    var step = 1 + (int) below(draw(seed, OTHER, number), nodes - 1);
    var least = number / kinds.size() % 2 == 0 ? kind.leastMillis() : kind.leastMillis() / SHORTER;
    var span = kind.mostMillis() - least + 1;
    var hold = least + (int) below(draw(seed, HOLD, number), span);
    return new Fault(number, kind, victim, (victim + step) % nodes, hold, draw(seed, REST, number));
  }

  /**
   * The first round in few turns: whatever makes nobody silent happens together with the first that
   * does, and nothing lasts longer than it must.
   */
  List<List<Fault>> packed() {
    var turns = new ArrayList<List<Fault>>();
    var quiet = new ArrayList<Fault>();
    for (int i = 0; i < kinds.size(); i++) {
      var fault = fault(i).shortest();
      if (Inflicting.suspects(fault).isEmpty()) {
        quiet.add(fault);
      } else {
        turns.add(List.of(fault));
      }
    }
    if (!turns.isEmpty()) {
      quiet.add(0, turns.removeFirst().getFirst());
    }
    turns.addFirst(List.copyOf(quiet));
    return turns;
  }

  private List<FaultKind> round(int number) {
    var left = new ArrayList<>(kinds);
    var order = new ArrayList<FaultKind>(kinds.size());
    while (!left.isEmpty()) {
      var drawn = below(draw(seed, ORDER, number, left.size()), left.size());
      order.add(left.remove((int) drawn));
    }
    return order;
  }
}
