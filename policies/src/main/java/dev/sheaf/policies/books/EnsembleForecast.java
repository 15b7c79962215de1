package dev.sheaf.policies.books;

import dev.sheaf.policies.books.EnsembleBook.Machines;
import dev.sheaf.policies.books.EnsembleProtocol.Command;
import dev.sheaf.policies.books.EnsembleProtocol.Effect;
import dev.sheaf.policies.ensemble.EnsembleSpec;
import dev.sheaf.policies.ensemble.Member;
import dev.sheaf.policies.ensemble.RateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What an ensemble would be trained like if every member trained at the rate that its arithmetic
 * suggests, and to its last epoch: {@link EnsembleBook} in virtual time.
 *
 * <p>A forecast compares members better than it tells the time: how many operations a second a slot
 * makes is an assumption. <i>Cost:</i> one packing for each member.
 */
public final class EnsembleForecast {
  private final EnsembleSpec spec;
  private final double operationsPerSecond;
  private final TreeMap<String, Double> imagesLeft = new TreeMap<>();
  private final TreeMap<String, Integer> training = new TreeMap<>();
  private final List<Voyage> voyages = new ArrayList<>();
  private final EnsembleBook book = LifeState.newFlotillas();

  private EnsembleForecast(EnsembleSpec spec, double operationsPerSecond) {
    this.spec = spec;
    this.operationsPerSecond = operationsPerSecond;
  }

  /**
   * A stretch of time in which the same members train.
   *
   * @param round of the flotilla
   * @param seconds how long
   */
  public record Voyage(int round, List<String> members, double seconds) {
    /** A voyage that owns its list. */
    public Voyage {
      members = List.copyOf(members);
    }
  }

  /** A member's rate, in images a second. */
  public static double imagesPerSecond(
      EnsembleSpec spec, String member, double operationsPerSecond) {
    return operationsPerSecond / spec.size(spec.member(member)).operationsPerImage();
  }

  /** The stretches until all are trained; none without slots. */
  public static List<Voyage> of(EnsembleSpec spec, int slots, double operationsPerSecond) {
    return slots == 0
        ? List.of()
        : new EnsembleForecast(spec, operationsPerSecond).sail(new Machines(slots, 1));
  }

  private List<Voyage> sail(Machines machines) {
    var members = new ArrayList<Member>();
    for (var member : spec.members()) {
      var rates = new RateTable(List.of(rate(member.name())));
      members.add(new Member(member.name(), rates, member.slots()));
      imagesLeft.put(member.name(), (double) spec.trained() * spec.epochs());
    }
    tell(new Command.Launch(members, machines));
    while (!training.isEmpty()) {
      var first = training.firstKey();
      for (var member : training.keySet()) {
        first = seconds(member) < seconds(first) ? member : first;
      }
      var passed = seconds(first);
      var round = book.round();
      voyages.add(new Voyage(round, List.copyOf(training.keySet()), passed));
      training.keySet().forEach(each -> imagesLeft.merge(each, -passed * rate(each), Double::sum));
      training.remove(first);
      tell(new Command.Converged(round, first));
    }
    return List.copyOf(voyages);
  }

  private void tell(Command command) {
    var decision = book.decide(command, 0);
    decision.events().forEach(book::apply);
    for (var effect : decision.effects()) {
      switch (effect) {
        case Effect.Train train -> training.put(train.place().member(), train.round());
        case Effect.Checkpoint save -> {
          training.remove(save.member());
          tell(new Command.Checkpointed(save.round(), save.member()));
        }
      }
    }
  }

  private double seconds(String member) {
    return Math.max(0, imagesLeft.getOrDefault(member, 0.0)) / rate(member);
  }

  private double rate(String member) {
    return imagesPerSecond(spec, member, operationsPerSecond);
  }
}
